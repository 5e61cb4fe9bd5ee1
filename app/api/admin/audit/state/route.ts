import { auditStateSchema } from '@/lib/audit/contracts';
import { getAuditState } from '@/lib/audit/get-audit-state';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'What the audit log can be searched by, its sealed segments, and whether the database protects it',
  response: auditStateSchema,
  handler: ({ principal }) => getAuditState(principal),
});
