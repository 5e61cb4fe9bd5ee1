import { defineRoute } from '@/lib/http/define-route';
import { grantPageSchema, grantSchema, listGrantsSchema, setGrantSchema } from '@/lib/grants/contracts';
import { listGrants } from '@/lib/grants/list-grants';
import { setGrant } from '@/lib/grants/set-grant';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'Grants of all tools or of one',
  query: listGrantsSchema,
  response: grantPageSchema,
  handler: ({ principal, query }) => listGrants(principal, query),
});

export const PUT = defineRoute({
  auth: 'admin',
  summary: 'Set what a role, a group or a person may do with a tool',
  body: setGrantSchema,
  bodySize: 'form',
  response: grantSchema,
  handler: ({ principal, body }) => setGrant(principal, body),
});
