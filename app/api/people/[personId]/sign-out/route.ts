import { z } from 'zod';
import { signOutPerson } from '@/lib/auth/sign-out-person';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'End all sessions of a person',
  params: z.object({ personId: z.uuid() }),
  response: 'empty',
  handler: async ({ principal, params }) => {
    await signOutPerson(principal, params.personId);
    return undefined;
  },
});
