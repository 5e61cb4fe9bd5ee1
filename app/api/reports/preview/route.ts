import { defineRoute } from '@/lib/http/define-route';
import { previewReportSchema, previewSchema } from '@/lib/reports/contracts';
import { previewReport } from '@/lib/reports/preview-report';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Compute a definition for a day, without words; nothing is stored',
  body: previewReportSchema,
  bodySize: 'form',
  response: previewSchema,
  handler: async ({ principal, body }) => ({ content: await previewReport(principal, body) }),
});
