import 'server-only';
import { checkUrl } from '@/lib/egress/check-url';
import { egressError } from '@/lib/egress/egress-error';
import { harmlessHeaders } from '@/lib/egress/request-headers';

/** One request on the wire. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

export const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The target of a redirect; null when the answer is none. */
export function redirectLocation(status: number, location: string | undefined): string | null {
  return REDIRECTS.has(status) && location !== undefined && location !== '' ? location : null;
}

/**
 * The request that follows a redirect (methods as in the Fetch standard). The caller checks its host again. Another
 * origin gets no credentials and only a GET: a changing call was approved for one host.
 * @throws AppError `egress-url`, `egress-redirect-refused`
 */
export function nextHop(hop: Hop, status: number, location: string): Hop {
  // Header bytes come as Latin-1; servers that do not encode their paths write UTF-8.
  const url = checkUrl(Buffer.from(location, 'latin1').toString('utf8'), hop.url);
  if (hop.url.protocol === 'https:' && url.protocol === 'http:')
    throw egressError('egress-redirect-refused', 'From https to http', { host: url.host });
  const becomesGet =
    (status === 303 && hop.method !== 'HEAD') || ((status === 301 || status === 302) && hop.method === 'POST');
  const next = becomesGet
    ? { method: 'GET', headers: withoutBodyHeaders(hop.headers), body: null }
    : { method: hop.method, headers: hop.headers, body: hop.body };
  if (url.origin === hop.url.origin) return { ...next, url };
  if (next.method !== 'GET' && next.method !== 'HEAD')
    throw egressError('egress-redirect-refused', 'A changing request to another host', { host: url.host });
  return { method: next.method, url, headers: harmlessHeaders(next.headers), body: null };
}

function withoutBodyHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}
