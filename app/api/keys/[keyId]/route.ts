import { z } from 'zod';
import { endOwnKey } from '@/lib/gateway/end-key';
import { defineRoute } from '@/lib/http/define-route';

export const DELETE = defineRoute({
  auth: 'person',
  summary: 'End one’s own key at once, and the requests that came with it',
  params: z.object({ keyId: z.uuid() }),
  response: 'empty',
  handler: ({ principal, params }) => endOwnKey(principal, params.keyId),
});
