import { AppError } from '@/lib/errors/app-error';

/** The refusal of a sign-in with an expired temporary password. */
export function temporaryPasswordExpired(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'temporary-password-expired',
    detail: 'this temporary password is too old; an administrator gives a new one',
  });
}
