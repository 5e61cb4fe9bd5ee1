import { networkInterfaces } from 'node:os';

const EVERYWHERE = new Set(['0.0.0.0', '::', '[::]']);

/** The address at which this machine itself reaches the app. */
export function localAddress(host: string, port: number): string {
  if (EVERYWHERE.has(host)) return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Where people can open the app: what the operator says (PUBLIC_URL), this machine, and its addresses in the network.
 */
export function listAddresses(host: string, port: number, publicUrl: string | undefined): string[] {
  const local = localAddress(host, port);
  if (!EVERYWHERE.has(host)) return [...new Set([publicUrl ?? local, local])];
  const lan = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter((found) => found.family === 'IPv4' && !found.internal)
    .map((found) => `http://${found.address}:${port}`);
  return [...new Set([publicUrl ?? local, local, ...lan])];
}
