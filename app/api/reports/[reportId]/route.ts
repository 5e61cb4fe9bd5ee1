import { defineRoute } from '@/lib/http/define-route';
import { changeReportSchema, reportParamsSchema, reportSchema } from '@/lib/reports/contracts';
import { getReport } from '@/lib/reports/list-reports';
import { changeReport, endReport } from '@/lib/reports/save-report';

export const GET = defineRoute({
  auth: 'person',
  summary: 'A report with its runs',
  params: reportParamsSchema,
  response: reportSchema,
  handler: ({ principal, params }) => getReport(principal, params.reportId),
});

export const PUT = defineRoute({
  auth: 'person',
  summary: 'Change a report; a changed definition is a new version',
  params: reportParamsSchema,
  body: changeReportSchema,
  bodySize: 'form',
  response: reportSchema,
  handler: async ({ principal, params, body }) => {
    await changeReport(principal, params.reportId, body);
    return getReport(principal, params.reportId);
  },
});

export const DELETE = defineRoute({
  auth: 'person',
  summary: 'End a report; its runs stay readable',
  params: reportParamsSchema,
  response: 'empty',
  handler: ({ principal, params }) => endReport(principal, params.reportId),
});
