import 'server-only';
import { AppError } from '@/lib/errors/app-error';

/**
 * Stops cross-site requests that carry the session cookie (CSRF). Browsers always tell where a mutation comes from:
 * `Sec-Fetch-Site` in secure contexts, `Origin` also on a plain-HTTP intranet. A request with neither is no browser's
 * and carries no ambient cookie. The host is compared without its scheme: TLS may end at a proxy.
 * @throws AppError forbidden
 */
export function requireSameOrigin(headers: Headers): void {
  const site = headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  const origin = headers.get('origin');
  if (origin === null && site === null) return;
  if (origin !== null && URL.canParse(origin) && new URL(origin).host === headers.get('host')) return;
  throw new AppError({ kind: 'forbidden', code: 'cross-site-request', detail: 'This request came from another site' });
}
