import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSecureRequest } from '@/lib/auth/request-client';

/** A year, the usual minimum; of this host alone, since others of the domain are not ours to decide about. */
const STRICT_TRANSPORT_SECURITY = 'max-age=31536000';

declare global {
  var yikaSendsStrictTransport: boolean | undefined;
}

/**
 * Makes every response to a browser that speaks HTTPS carry Strict-Transport-Security, so that it never speaks plain
 * HTTP to this host again. Not a header of next.config.ts: whether it is HTTPS is known when a request comes. Call once
 * at start.
 */
export function sendStrictTransport(): void {
  if (globalThis.yikaSendsStrictTransport === true) return;
  globalThis.yikaSendsStrictTransport = true;
  // Published by node:http for each request before any handler sees it.
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse };
    const headers = { get: (name: string) => request.headers[name]?.toString() ?? null };
    if (isSecureRequest(headers)) response.setHeader('Strict-Transport-Security', STRICT_TRANSPORT_SECURITY);
  });
}
