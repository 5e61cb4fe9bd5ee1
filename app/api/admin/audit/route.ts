import { auditPageSchema, listEventsSchema } from '@/lib/audit/contracts';
import { listEvents } from '@/lib/audit/list-events';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'The audit log, newest first, by person, target, tool, action, outcome, conversation and time',
  query: listEventsSchema,
  response: auditPageSchema,
  handler: ({ principal, query }) => listEvents(principal, query),
});
