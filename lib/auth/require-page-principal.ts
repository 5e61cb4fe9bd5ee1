import 'server-only';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { findPrincipal } from '@/lib/auth/find-principal';
import type { Principal } from '@/lib/auth/contracts';

export interface PageAccess {
  /** Where to come back to after signing in: the page's own path. */
  readonly next: string;
  /** The page is for administrators; to everybody else it does not exist. */
  readonly adminOnly?: boolean;
  /** The page is for changing a temporary password. */
  readonly allowsPasswordChange?: boolean;
}

/** Who looks at a page; leads them to sign in, or to change a temporary password, and back. For pages and layouts. */
export async function requirePagePrincipal(access: PageAccess): Promise<Principal> {
  const principal = await findPrincipal(await headers());
  const next = encodeURIComponent(access.next);
  if (principal === null) redirect(`/sign-in?next=${next}`);
  if (principal.mustChangePassword && access.allowsPasswordChange !== true) redirect(`/change-password?next=${next}`);
  if (access.adminOnly === true && principal.role !== 'admin') notFound();
  return principal;
}
