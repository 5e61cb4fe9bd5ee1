import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { removeGrant } from '@/lib/tools/remove-grant';

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'Take a grant away',
  params: z.object({ grantId: z.uuid() }),
  response: 'empty',
  handler: ({ principal, params }) => removeGrant(principal, params.grantId),
});
