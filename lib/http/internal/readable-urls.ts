import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** A path that no route has. */
const NOWHERE = '/not-found';

declare global {
  var yikaReadsUrls: boolean | undefined;
}

/**
 * Makes requests for what is no path (`OPTIONS *`, `/%zz`, bytes that are no UTF-8) requests for a path that does not
 * exist: Next.js answers them with an error 500 before any code of ours. Call once at start.
 */
export function keepUrlsReadable(): void {
  if (globalThis.yikaReadsUrls === true) return;
  globalThis.yikaReadsUrls = true;
  // Published by node:http for each request before any handler sees it.
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    if (!isReadable(request.url ?? '')) request.url = NOWHERE;
  });
}

/** Whether a request target is a path, or an absolute URL as proxies send it, in UTF-8. */
export function isReadable(target: string): boolean {
  if (!target.startsWith('/') && !URL.canParse(target)) return false;
  try {
    decodeURIComponent(target.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}
