import { defineRoute } from '@/lib/http/define-route';
import { chartQuerySchema, reportRunParamsSchema } from '@/lib/reports/contracts';
import { chartResponse } from '@/lib/reports/publish-run';

export const GET = defineRoute({
  auth: 'person',
  summary: 'A chart of a run as SVG',
  params: reportRunParamsSchema,
  query: chartQuerySchema,
  response: 'stream',
  handler: ({ principal, params, query }) => chartResponse(principal, params.runId, query),
});
