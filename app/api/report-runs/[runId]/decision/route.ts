import { defineRoute } from '@/lib/http/define-route';
import { decideRunSchema, reportRunParamsSchema, runSummarySchema } from '@/lib/reports/contracts';
import { decideRun } from '@/lib/reports/request-run';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Release or refuse a run that waits for a person',
  params: reportRunParamsSchema,
  body: decideRunSchema,
  response: runSummarySchema,
  handler: ({ principal, params, body }) => decideRun(principal, params.runId, body),
});
