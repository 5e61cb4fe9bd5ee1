import { apiFetch } from '@/components/lib/api-client';

/** Ends this session and shows the sign-in page; a whole page load, so that nothing of the person stays in memory. @throws ApiProblem */
export async function signOut(): Promise<void> {
  const { csrfToken } = await apiFetch<{ csrfToken: string }>('/api/auth/csrf');
  await apiFetch('/api/auth/signout', { method: 'POST', body: { csrfToken } });
  window.location.assign('/sign-in');
}
