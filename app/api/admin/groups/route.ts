import { createGroup } from '@/lib/auth/create-group';
import { groupSchema, groupsSchema, nameGroupSchema } from '@/lib/auth/groups-contracts';
import { listGroups } from '@/lib/auth/list-groups';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'Groups of persons, by name',
  response: groupsSchema,
  handler: async ({ principal }) => ({ groups: await listGroups(principal) }),
});

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Make an empty group',
  body: nameGroupSchema,
  response: groupSchema,
  status: 201,
  handler: ({ principal, body }) => createGroup(principal, body),
});
