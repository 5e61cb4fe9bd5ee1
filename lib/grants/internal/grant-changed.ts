import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { NamedGrant } from '@/lib/grants/internal/grants-repository';

/**
 * The error when somebody else set or removed the grant since it was read.
 * @param now the present grant; null: there is none
 */
export function grantChanged(now: NamedGrant | null): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'grant-changed-meanwhile',
    detail: 'the grant is not the one that was looked at: read it again',
    values: { effect: now?.effect ?? 'none' },
  });
}
