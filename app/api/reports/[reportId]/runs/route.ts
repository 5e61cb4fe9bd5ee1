import { defineRoute } from '@/lib/http/define-route';
import { reportParamsSchema, requestRunSchema, runSummarySchema } from '@/lib/reports/contracts';
import { requestRun } from '@/lib/reports/request-run';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Make a run of a report for a day',
  params: reportParamsSchema,
  body: requestRunSchema,
  response: runSummarySchema,
  status: 202,
  handler: ({ principal, params, body }) => requestRun(principal, params.reportId, body),
});
