import { defineRoute } from '@/lib/http/define-route';
import { createdReportSchema, createReportSchema, reportsSchema } from '@/lib/reports/contracts';
import { listReports } from '@/lib/reports/list-reports';
import { createReport } from '@/lib/reports/save-report';

export const GET = defineRoute({
  auth: 'person',
  summary: 'The reports that the person owns, reviews or receives',
  response: reportsSchema,
  handler: async ({ principal }) => ({ reports: await listReports(principal) }),
});

export const POST = defineRoute({
  auth: 'person',
  summary: 'Make a report',
  body: createReportSchema,
  bodySize: 'form',
  response: createdReportSchema,
  status: 201,
  handler: async ({ principal, body }) => ({ id: await createReport(principal, body) }),
});
