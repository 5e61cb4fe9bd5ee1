import { AppError } from '@/lib/errors/app-error';

/** Who looks at the log. */
export interface Auditor {
  readonly personId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly role: string;
}

/** @throws AppError `admin-only` unless they are an administrator. */
export function requireAuditor(auditor: Auditor): void {
  if (auditor.role !== 'admin')
    throw new AppError({ kind: 'forbidden', code: 'admin-only', detail: 'only administrators see the audit log' });
}
