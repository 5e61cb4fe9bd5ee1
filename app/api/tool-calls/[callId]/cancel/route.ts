import { z } from 'zod';
import { readRequestClient } from '@/lib/auth/request-client';
import { defineRoute } from '@/lib/http/define-route';
import { cancelAndResume } from '@/lib/runs/cancel-call';
import { toolCallSchema } from '@/lib/tool-calls/contracts';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Cancel my call: a manual one, or one of an answer while it waits for a decision',
  params: z.object({ callId: z.uuid() }),
  response: toolCallSchema,
  handler: ({ principal, params, request }) =>
    cancelAndResume(principal, params.callId, readRequestClient(request.headers)),
});
