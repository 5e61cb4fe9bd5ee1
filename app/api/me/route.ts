import { meSchema, updateMeSchema } from '@/lib/auth/contracts';
import { getMe } from '@/lib/auth/get-me';
import { updateMe } from '@/lib/auth/update-me';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'Who I am',
  response: meSchema,
  allowsPasswordChange: true,
  handler: ({ principal }) => getMe(principal),
});

export const PATCH = defineRoute({
  auth: 'person',
  summary: 'Change my name or my language',
  body: updateMeSchema,
  response: meSchema,
  handler: ({ principal, body }) => updateMe(principal, body),
});
