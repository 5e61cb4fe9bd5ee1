import 'server-only';
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { bareHost } from '@/lib/egress/check-url';
import type { Hop } from '@/lib/egress/internal/next-hop';
import type { ResolvedAddress } from '@/lib/egress/internal/resolve-host';

const MAX_HEADER_BYTES = 32 * 1024;

/**
 * Sends one request to one of the given addresses and no other; Host header, server name and certificate are the
 * name's. A connection of its own (`agent: false`): no proxy of the environment, no connection that another name was
 * checked for.
 * @param onSent called once there is a connection (TLS included): nothing of the request leaves before that
 * @returns the answer when its headers have come, whatever its status
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
      ? // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED of the environment does not say otherwise.
        https.request({ ...options, rejectUnauthorized: true, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : http.request(options);
  return new Promise((resolve, reject) => {
    // Stays after the answer came: what breaks then is reported by the response's own stream.
    request.on('error', reject);
    request.once('response', resolve);
    request.once('socket', (socket) =>
      socket.once(hop.url.protocol === 'https:' ? 'secureConnect' : 'connect', onSent),
    );
    // Another protocol on this connection: without a listener the request would neither answer nor fail.
    request.once('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error('the server changes the protocol'));
    });
    request.once('close', () => reject(new Error('closed without an answer')));
    request.end(hop.body ?? undefined);
  });
}

/** Answers with what was checked; names are not looked up a second time. */
function lookupOf(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else if (first === undefined) callback(new Error('no address'), '', 4);
    else callback(null, first.address, first.family);
  };
}
