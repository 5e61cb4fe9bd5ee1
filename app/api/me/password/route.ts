import { changePassword } from '@/lib/auth/change-password';
import { changePasswordSchema } from '@/lib/auth/contracts';
import { readRequestClient } from '@/lib/auth/request-client';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Change my password, which takes the current one and ends my other sessions',
  body: changePasswordSchema,
  response: 'empty',
  allowsPasswordChange: true,
  handler: async ({ principal, body, request }) => {
    await changePassword(principal, body, readRequestClient(request.headers));
    return undefined;
  },
});
