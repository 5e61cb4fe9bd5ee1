import { defineRoute } from '@/lib/http/define-route';
import { reportParamsSchema, reportVersionsSchema } from '@/lib/reports/contracts';
import { listVersions } from '@/lib/reports/list-reports';

export const GET = defineRoute({
  auth: 'person',
  summary: 'All versions of a report’s definition, newest first',
  params: reportParamsSchema,
  response: reportVersionsSchema,
  handler: async ({ principal, params }) => ({ versions: await listVersions(principal, params.reportId) }),
});
