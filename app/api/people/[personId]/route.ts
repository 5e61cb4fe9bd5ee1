import { z } from 'zod';
import { personSchema, updatePersonSchema } from '@/lib/auth/contracts';
import { updatePerson } from '@/lib/auth/update-person';
import { defineRoute } from '@/lib/http/define-route';

export const PATCH = defineRoute({
  auth: 'admin',
  summary: 'Change a person’s names or role, or disable or enable them',
  params: z.object({ personId: z.uuid() }),
  body: updatePersonSchema,
  response: personSchema,
  handler: ({ principal, params, body }) => updatePerson(principal, params.personId, body),
});
