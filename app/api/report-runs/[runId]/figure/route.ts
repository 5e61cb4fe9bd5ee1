import { defineRoute } from '@/lib/http/define-route';
import { figureOriginSchema, figureQuerySchema, reportRunParamsSchema } from '@/lib/reports/contracts';
import { getFigureOrigin } from '@/lib/reports/get-run';

export const GET = defineRoute({
  auth: 'person',
  summary: 'Where a figure comes from: its queries and their rows',
  params: reportRunParamsSchema,
  query: figureQuerySchema,
  response: figureOriginSchema,
  handler: ({ principal, params, query }) => getFigureOrigin(principal, params.runId, query.figure),
});
