import { z } from 'zod';
import { setGroupMember } from '@/lib/auth/set-group-member';
import { defineRoute } from '@/lib/http/define-route';

const params = z.object({ groupId: z.uuid(), personId: z.uuid() });

export const PUT = defineRoute({
  auth: 'admin',
  summary: 'Put a person into a group',
  params,
  response: 'empty',
  handler: ({ principal, params: { groupId, personId } }) => setGroupMember(principal, groupId, personId, true),
});

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'Take a person out of a group',
  params,
  response: 'empty',
  handler: ({ principal, params: { groupId, personId } }) => setGroupMember(principal, groupId, personId, false),
});
