import { signOutEverywhereSchema } from '@/lib/auth/contracts';
import { signOutEverywhere } from '@/lib/auth/sign-out-everywhere';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'person',
  summary: 'End my sessions in every other browser, or in this one too',
  body: signOutEverywhereSchema,
  response: 'empty',
  allowsPasswordChange: true,
  handler: async ({ principal, body }) => {
    await signOutEverywhere(principal, body);
    return undefined;
  },
});
