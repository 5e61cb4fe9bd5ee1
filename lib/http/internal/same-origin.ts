import 'server-only';
import { fitsOrigin, listOwnAddresses, type AddressSettings, type OwnAddress } from '@/lib/auth/own-addresses';
import { AppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';

const MAX_LOGGED_LENGTH = 300;

/** Where a mutation came from, as the browser says, and each address of ours that it was compared with. */
export interface OriginMismatch {
  readonly origin: string | null;
  readonly site: string | null;
  readonly compared: readonly (OwnAddress & { readonly fits: boolean })[];
}

/**
 * Stops cross-site requests that carry the session cookie (CSRF). Browsers always say where a mutation comes from:
 * `Sec-Fetch-Site` in secure contexts, `Origin` also on a plain-HTTP intranet. A request with neither is not a
 * browser's and carries no ambient cookie. Behind a proxy `Host` may lack the port or name the upstream, so `Origin`
 * may also fit PUBLIC_URL or, with TRUST_PROXY, the forwarded host and port. What did not fit is logged, never sent to
 * the browser.
 * @throws AppError forbidden
 */
export function requireSameOrigin(headers: Headers): void {
  const mismatch = findOriginMismatch(headers);
  if (mismatch === null) return;
  getLogger().warn(
    mismatch,
    'cross-site request refused: its Origin fits no trusted address; behind a proxy set PUBLIC_URL',
  );
  throw new AppError({ kind: 'forbidden', code: 'cross-site-request', detail: 'This request came from another site' });
}

/** Null when the request comes from a page of ours, or not from a browser. */
export function findOriginMismatch(headers: Headers, settings?: AddressSettings): OriginMismatch | null {
  const site = headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return null;
  const origin = headers.get('origin');
  if (origin === null && site === null) return null;
  const compared = listOwnAddresses(headers, settings).map((own) => ({
    ...own,
    fits: origin !== null && fitsOrigin(origin, own),
  }));
  if (compared.some(({ isTrusted, fits }) => isTrusted && fits)) return null;
  return {
    origin: origin?.slice(0, MAX_LOGGED_LENGTH) ?? null,
    site: site?.slice(0, MAX_LOGGED_LENGTH) ?? null,
    compared,
  };
}
