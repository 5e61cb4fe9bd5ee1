import { defineRoute } from '@/lib/http/define-route';
import { reportRunParamsSchema, reportRunSchema } from '@/lib/reports/contracts';
import { getRun } from '@/lib/reports/get-run';

export const GET = defineRoute({
  auth: 'person',
  summary: 'A run of a report with its content',
  params: reportRunParamsSchema,
  response: reportRunSchema,
  handler: ({ principal, params }) => getRun(principal, params.runId),
});
