import { z } from 'zod';
import { readRequestClient } from '@/lib/auth/request-client';
import { defineRoute } from '@/lib/http/define-route';
import { approvalLookUpsSchema, lookUpForApprovalSchema } from '@/lib/tool-calls/contracts';
import { lookUpForApproval } from '@/lib/tool-calls/look-up-for-approval';

export const POST = defineRoute({
  auth: 'person',
  rateClass: 'tool-call',
  summary: 'What an admin linked to the tool of a call I may decide about, looked up with my own grants',
  params: z.object({ approvalId: z.uuid() }),
  body: lookUpForApprovalSchema,
  response: approvalLookUpsSchema,
  handler: ({ principal, params, body, request }) =>
    lookUpForApproval(principal, params.approvalId, body.id, readRequestClient(request.headers)),
});
