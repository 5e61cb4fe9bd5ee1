import { AppError } from '@/lib/errors/app-error';

const BY_CODE: Readonly<Record<string, string>> = {
  '28P01': 'database-refused',
  '28000': 'database-refused',
  '3D000': 'database-missing',
  '53300': 'database-full',
};
/** OpenSSL's and Node's codes for a certificate that is not trusted. Their messages recommend flags of Node. */
const UNTRUSTED = /^(UNABLE_TO_(VERIFY|GET_ISSUER)|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|CERT_|ERR_TLS_CERT_)/;

/** Turns a failed connection into the error whose sentence says what to do. Passwords never appear in it. */
export function explainConnectionError(error: unknown): AppError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNTRUSTED.test(code)) {
    const detail = `The certificate of the database is not trusted: ${code}`;
    return new AppError({
      kind: 'unavailable',
      code: 'database-untrusted',
      detail,
      values: { reason: code },
      cause: error,
    });
  }
  const reason = error instanceof Error && error.message !== '' ? error.message : code;
  return new AppError({
    kind: 'unavailable',
    code: BY_CODE[code] ?? 'database-unreachable',
    detail: `No connection to the database: ${reason}`,
    values: { reason },
    cause: error,
  });
}
