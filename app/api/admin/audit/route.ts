import { auditPageSchema, listEventsSchema } from '@/lib/audit/contracts';
import { listEvents } from '@/lib/audit/list-events';
import { readRequestClient } from '@/lib/auth/request-client';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'The audit log, newest first, by person, target, tool, action, outcome, conversation and time',
  query: listEventsSchema,
  response: auditPageSchema,
  handler: ({ principal, query, request }) => listEvents(principal, query, readRequestClient(request.headers)),
});
