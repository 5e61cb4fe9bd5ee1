import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { toolCallSchema } from '@/lib/tool-calls/contracts';
import { getCall } from '@/lib/tool-calls/get-call';

export const GET = defineRoute({
  auth: 'person',
  summary: 'One call: my own, or one that I decide about',
  params: z.object({ callId: z.uuid() }),
  response: toolCallSchema,
  handler: ({ principal, params }) => getCall(principal, params.callId),
});
