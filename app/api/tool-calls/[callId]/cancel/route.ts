import { z } from 'zod';
import { readRequestClient } from '@/lib/auth/request-client';
import { defineRoute } from '@/lib/http/define-route';
import { cancelCall } from '@/lib/tools/cancel-call';
import { toolCallSchema } from '@/lib/tools/contracts';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Give up my call that I made by hand',
  params: z.object({ callId: z.uuid() }),
  response: toolCallSchema,
  handler: ({ principal, params, request }) => cancelCall(principal, params.callId, readRequestClient(request.headers)),
});
