import 'server-only';
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { bareHost } from '@/lib/egress/check-url';
import type { Hop } from '@/lib/egress/internal/next-hop';
import type { ResolvedAddress } from '@/lib/egress/internal/resolve-host';

const MAX_HEADER_BYTES = 32 * 1024;

/**
 * Sends one request to one of the given addresses. Host header, server name and certificate are those of the host name.
 * Each request has its own connection (`agent: false`): no proxy of the environment, no connection that was checked for
 * another name.
 * @param onSent called once the connection is established (with TLS); nothing of the request is sent before
 * @returns the answer when its headers have arrived, whatever its status
 */
export function sendRequest(
  hop: Hop,
  addresses: readonly ResolvedAddress[],
  signal: AbortSignal,
  onSent: () => void = () => undefined,
): Promise<IncomingMessage> {
  const host = bareHost(hop.url);
  const options: RequestOptions = {
    method: hop.method,
    host,
    path: `${hop.url.pathname}${hop.url.search}`,
    headers: {
      ...hop.headers,
      host: hop.url.host,
      'accept-encoding': 'gzip, br',
      ...(hop.body === null ? {} : { 'content-length': hop.body.byteLength }),
    },
    agent: false,
    lookup: lookupOf(addresses),
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: false,
    signal,
  };
  if (hop.url.port !== '') options.port = Number(hop.url.port);
  const request =
    hop.url.protocol === 'https:'
      ? // Set here, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn verification off.
        https.request({ ...options, rejectUnauthorized: true, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : http.request(options);
  return new Promise((resolve, reject) => {
    // Stays after the answer arrived: later failures are reported by the response's own stream.
    request.on('error', reject);
    request.once('response', resolve);
    request.once('socket', (socket) =>
      socket.once(hop.url.protocol === 'https:' ? 'secureConnect' : 'connect', onSent),
    );
    // The server switched protocols: without a listener the request would neither succeed nor fail.
    request.once('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error('the server changes the protocol'));
    });
    request.once('close', () => reject(new Error('closed without an answer')));
    request.end(hop.body ?? undefined);
  });
}

/** Returns the checked addresses; the name is not resolved a second time. */
function lookupOf(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first === undefined) callback(new Error('no address'), '', 4);
    else callback(null, first.address, first.family);
  };
}
