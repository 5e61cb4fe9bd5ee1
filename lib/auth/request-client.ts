import 'server-only';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { getConfig } from '@/lib/config/config';

/** The origin of a request, as sessions and throttles record it. */
export interface RequestClient {
  readonly address: string;
  readonly userAgent: string;
}

const SOCKET_ADDRESS_HEADER = 'x-yika-socket-address';
const MAX_USER_AGENT_LENGTH = 300;

declare global {
  var yikaMarksAddresses: boolean | undefined;
}

/**
 * Makes every request of this process carry the address of its socket, overwriting what a client may have sent. Next.js
 * hides the socket from routes, and its own X-Forwarded-For keeps whatever the client wrote there. Call once at start.
 */
export function markSocketAddresses(): void {
  if (globalThis.yikaMarksAddresses === true) return;
  globalThis.yikaMarksAddresses = true;
  // Published by node:http for each request before any handler sees it.
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    request.headers[SOCKET_ADDRESS_HEADER] = request.socket.remoteAddress ?? '';
  });
}

/**
 * The address a request comes from. Behind a trusted proxy it is the last X-Forwarded-For entry, the one that proxy
 * itself wrote: earlier ones are the client's own claim.
 */
export function getClientAddress(headers: Headers): string {
  const forwarded = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  const socket = globalThis.yikaMarksAddresses === true ? headers.get(SOCKET_ADDRESS_HEADER) : null;
  const address = getConfig().TRUST_PROXY ? (forwarded ?? socket) : (socket ?? forwarded);
  return (address ?? '').replace(/^::ffff:/, '').slice(0, 64);
}

/** Address and browser of a request. */
export function readRequestClient(headers: Headers): RequestClient {
  const userAgent = (headers.get('user-agent') ?? '').replace(/\p{Cc}/gu, '').slice(0, MAX_USER_AGENT_LENGTH);
  return { address: getClientAddress(headers), userAgent };
}

/**
 * Whether the browser speaks HTTPS: what the trusted proxy says, else whether PUBLIC_URL does. Decides which cookies
 * are written and read, so a plain-HTTP request to an https installation has no session.
 */
export function isSecureRequest(headers: Pick<Headers, 'get'>): boolean {
  const { PUBLIC_URL: publicUrl, TRUST_PROXY: trustProxy } = getConfig();
  const forwarded = trustProxy ? headers.get('x-forwarded-proto') : null;
  if (forwarded !== null) return forwarded.split(',')[0]?.trim().toLowerCase() === 'https';
  return publicUrl?.startsWith('https://') ?? false;
}
