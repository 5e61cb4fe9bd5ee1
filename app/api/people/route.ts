import { createPersonSchema, listPeopleSchema, peoplePageSchema, temporaryPasswordSchema } from '@/lib/auth/contracts';
import { createPerson } from '@/lib/auth/create-person';
import { listPeople } from '@/lib/auth/list-people';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'People, newest first, by search, role and status',
  query: listPeopleSchema,
  response: peoplePageSchema,
  handler: ({ principal, query }) => listPeople(principal, query),
});

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Add a person; answers their temporary password, this once',
  body: createPersonSchema,
  response: temporaryPasswordSchema,
  status: 201,
  handler: ({ principal, body }) => createPerson(principal, body),
});
