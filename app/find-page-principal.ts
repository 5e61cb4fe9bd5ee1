import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { Principal } from '@/lib/auth/contracts';
import { findPrincipal } from '@/lib/auth/find-principal';

/** Who looks at this page; asked once a request, however many layouts and pages want to know. */
export const findPagePrincipal = cache(async (): Promise<Principal | null> => findPrincipal(new Headers(await headers())));

/**
 * Who looks at this page; whoever is not signed in goes to sign in and comes back to `path`, whoever has a temporary password
 * changes it first.
 */
export async function requirePagePrincipal(path: string): Promise<Principal> {
  const principal = await findPagePrincipal();
  if (principal === null) redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  if (principal.mustChangePassword) redirect('/change-password');
  return principal;
}
