import { AppError } from '@/lib/errors/app-error';

export function temporaryPasswordExpired(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'temporary-password-expired',
    detail: 'this temporary password is too old; an administrator gives a new one',
  });
}
