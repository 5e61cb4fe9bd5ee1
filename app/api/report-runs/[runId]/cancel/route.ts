import { defineRoute } from '@/lib/http/define-route';
import { reportRunParamsSchema, runSummarySchema } from '@/lib/reports/contracts';
import { cancelRun } from '@/lib/reports/request-run';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Stop a run that is being made',
  params: reportRunParamsSchema,
  response: runSummarySchema,
  handler: ({ principal, params }) => cancelRun(principal, params.runId),
});
