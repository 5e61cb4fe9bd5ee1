import 'server-only';
import { AppError, type ErrorKind } from '@/lib/errors/app-error';

const KINDS = {
  'egress-url': 'invalid',
  'egress-header': 'invalid',
  'egress-host-not-allowed': 'forbidden',
  'egress-address-refused': 'forbidden',
  'egress-redirect-refused': 'forbidden',
  'egress-redirect-limit': 'unavailable',
  'egress-dns': 'unavailable',
  'egress-failed': 'unavailable',
  'egress-timeout': 'unavailable',
  'egress-too-large': 'too-large',
  'egress-content-type': 'unavailable',
  'egress-encoding': 'unavailable',
} as const satisfies Record<string, ErrorKind>;

export type EgressCode = keyof typeof KINDS;

/**
 * Makes the error of an outgoing request that was refused or failed. Never pass it a path, a header or an address:
 * those may contain secrets or reveal the intranet.
 */
export function egressError(
  code: EgressCode,
  detail: string,
  values: Readonly<Record<string, string | number>> = {},
  cause?: unknown,
): AppError {
  return new AppError({ kind: KINDS[code], code, detail, values, cause });
}
