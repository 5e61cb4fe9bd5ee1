import { z } from 'zod';
import { readRequestClient } from '@/lib/auth/request-client';
import { defineRoute } from '@/lib/http/define-route';
import { decideAndResume } from '@/lib/runs/decide-approval';
import { decideApprovalSchema, toolCallSchema } from '@/lib/tool-calls/contracts';
import { getCall } from '@/lib/tool-calls/get-call';
import { requireExactArguments } from '@/lib/tools/require-exact-arguments';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Approve, edit or refuse the one call an approval is about, having seen its exact arguments',
  params: z.object({ approvalId: z.uuid() }),
  body: decideApprovalSchema,
  bodySize: 'form',
  checkBody: requireExactArguments,
  response: toolCallSchema,
  handler: async ({ principal, params, body, request }) => {
    const { callId } = await decideAndResume(principal, params.approvalId, body, readRequestClient(request.headers));
    return getCall(principal, callId);
  },
});
