import { defineRoute } from '@/lib/http/define-route';
import { fileQuerySchema, reportRunParamsSchema } from '@/lib/reports/contracts';
import { fileResponse } from '@/lib/reports/publish-run';

export const GET = defineRoute({
  auth: 'person',
  summary: 'A run as Word, Excel or Markdown',
  params: reportRunParamsSchema,
  query: fileQuerySchema,
  response: 'stream',
  handler: ({ principal, params, query }) => fileResponse(principal, params.runId, query.format),
});
