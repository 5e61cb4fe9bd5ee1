import { defineRoute } from '@/lib/http/define-route';
import { approvalCountSchema } from '@/lib/tool-calls/contracts';
import { countApprovals } from '@/lib/tool-calls/count-approvals';

export const GET = defineRoute({
  auth: 'person',
  summary: 'How many calls wait for my decision',
  response: approvalCountSchema,
  handler: async ({ principal }) => ({ count: await countApprovals(principal) }),
});
