import { z } from 'zod';
import { handleAuthRequest } from '@/lib/auth/handle-auth-request';
import { defineRoute } from '@/lib/http/define-route';

const params = z.object({ nextauth: z.array(z.string()) });

export const GET = defineRoute({
  auth: 'public',
  summary: 'next-auth: `csrf` gives the token that signing in and out needs, `session` returns who is signed in',
  params,
  response: 'stream',
  handler: ({ request, params: { nextauth } }) => handleAuthRequest(request, nextauth),
});

export const POST = defineRoute({
  auth: 'public',
  summary:
    'next-auth: `callback/credentials` {csrfToken, login, password} signs in with a password, `signout` {csrfToken} signs out',
  params,
  response: 'stream',
  rateClass: 'sign-in',
  handler: ({ request, params: { nextauth }, spendBytes }) => handleAuthRequest(request, nextauth, spendBytes),
});
