import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { Principal } from '@/lib/auth/contracts';

/** @throws AppError `admin-only` unless the principal is an administrator. */
export function requireAdmin(principal: Principal): void {
  if (principal.role === 'admin') return;
  throw new AppError({ kind: 'forbidden', code: 'admin-only', detail: 'only administrators may do this' });
}
