import { z } from 'zod';
import { endAnyKey } from '@/lib/gateway/end-key';
import { defineRoute } from '@/lib/http/define-route';

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'End anybody’s key at once, and the requests that came with it',
  params: z.object({ keyId: z.uuid() }),
  response: 'empty',
  handler: ({ principal, params }) => endAnyKey(principal, params.keyId),
});
