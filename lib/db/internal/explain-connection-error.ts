import { AppError } from '@/lib/errors/app-error';

const BY_CODE: Readonly<Record<string, string>> = {
  '28P01': 'database-refused',
  '28000': 'database-refused',
  '3D000': 'database-missing',
  '53300': 'database-full',
};

/** Turns a failed connection into the error whose sentence says what to do. Passwords never appear in it. */
export function explainConnectionError(error: unknown): AppError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const reason = error instanceof Error && error.message !== '' ? error.message : code;
  return new AppError({ kind: 'unavailable', code: BY_CODE[code] ?? 'database-unreachable', detail: `No connection to the database: ${reason}`, values: { reason }, cause: error });
}
