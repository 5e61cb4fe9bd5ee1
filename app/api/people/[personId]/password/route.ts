import { z } from 'zod';
import { temporaryPasswordSchema } from '@/lib/auth/contracts';
import { resetPassword } from '@/lib/auth/reset-password';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Give a person a temporary password and end their sessions',
  params: z.object({ personId: z.uuid() }),
  response: temporaryPasswordSchema,
  handler: ({ principal, params }) => resetPassword(principal, params.personId),
});
