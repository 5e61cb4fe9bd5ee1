import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { approvalInboxSchema } from '@/lib/tool-calls/contracts';
import { listApprovals } from '@/lib/tool-calls/list-approvals';

export const GET = defineRoute({
  auth: 'person',
  summary: 'Calls that wait for my decision, and my own that wait for others, oldest first',
  query: z.object({ cursor: z.string().max(100).optional() }),
  response: approvalInboxSchema,
  handler: ({ principal, query }) => listApprovals(principal, query),
});
