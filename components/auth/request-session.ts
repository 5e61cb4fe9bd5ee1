import { z } from 'zod';
import { apiFetch } from '@/components/lib/api-client';
import { ApiProblem, isApiProblem } from '@/components/lib/api-problem';
import { meSchema, type Me, type SignInInput } from '@/lib/auth/contracts';

const csrfSchema = z.object({ csrfToken: z.string() });

async function requestCsrfToken(): Promise<string> {
  const { csrfToken } = await apiFetch('/api/auth/csrf', { schema: csrfSchema });
  return csrfToken;
}

/**
 * Signs in and returns the account.
 * @throws ApiProblem `sign-in-failed`, `sign-in-throttled`, `sign-in-busy`; `cookies-not-kept` when the browser dropped
 * the session
 */
export async function requestSignIn(input: SignInInput): Promise<Me> {
  await apiFetch('/api/auth/callback/credentials', {
    method: 'POST',
    body: { ...input, csrfToken: await requestCsrfToken() },
  }).catch(explainLostCookie);
  return apiFetch('/api/me', { schema: meSchema }).catch(explainLostCookie);
}

/** Signs out here and goes to the sign-in page, leaving nothing of the person in memory. */
export async function requestSignOut(): Promise<void> {
  await apiFetch('/api/auth/signout', { method: 'POST', body: { csrfToken: await requestCsrfToken() } });
  window.location.assign('/sign-in');
}

/** A browser that keeps no cookies loses the form's token at once, and the session just opened. */
function explainLostCookie(error: unknown): never {
  if (isApiProblem(error) && (error.code === 'sign-in-required' || error.code === 'csrf-token-invalid')) {
    throw new ApiProblem({ status: error.status, code: 'cookies-not-kept', detail: error.detail });
  }
  throw error;
}
