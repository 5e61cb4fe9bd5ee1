import { z } from 'zod';
import { deleteGroup } from '@/lib/auth/delete-group';
import { getGroup } from '@/lib/auth/get-group';
import { getGroupSchema, groupDetailSchema, groupSchema, nameGroupSchema } from '@/lib/auth/groups-contracts';
import { renameGroup } from '@/lib/auth/rename-group';
import { defineRoute } from '@/lib/http/define-route';

const params = z.object({ groupId: z.uuid() });

export const GET = defineRoute({
  auth: 'admin',
  summary: 'A group with one page of its members',
  params,
  query: getGroupSchema,
  response: groupDetailSchema,
  handler: ({ principal, params: { groupId }, query }) => getGroup(principal, groupId, query),
});

export const PATCH = defineRoute({
  auth: 'admin',
  summary: 'Rename a group',
  params,
  body: nameGroupSchema,
  response: groupSchema,
  handler: ({ principal, params: { groupId }, body }) => renameGroup(principal, groupId, body),
});

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'Delete a group with its memberships and grants',
  params,
  response: 'empty',
  handler: ({ principal, params: { groupId } }) => deleteGroup(principal, groupId),
});
