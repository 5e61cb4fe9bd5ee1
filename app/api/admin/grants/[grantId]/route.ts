import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { removeGrantSchema } from '@/lib/grants/contracts';
import { removeGrant } from '@/lib/grants/remove-grant';

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'Take a grant away',
  params: z.object({ grantId: z.uuid() }),
  query: removeGrantSchema,
  response: 'empty',
  handler: ({ principal, params, query }) => removeGrant(principal, params.grantId, query),
});
