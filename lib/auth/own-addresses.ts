import 'server-only';
import { getConfig } from '@/lib/config/config';

/** What the browser's address is compared with, and whether it may be used. */
export interface OwnAddress {
  readonly source: 'PUBLIC_URL' | 'X-Forwarded-Host' | 'Host';
  /** An origin (PUBLIC_URL) or a host with or without a port. */
  readonly address: string;
  /** False for a forwarded header while TRUST_PROXY is off: anybody could have sent it. */
  readonly isTrusted: boolean;
}

export interface AddressSettings {
  readonly publicUrl: string | undefined;
  readonly trustProxy: boolean;
}

const MAX_ADDRESS_LENGTH = 300;
const HAS_PORT = /:\d+$/;

/**
 * The addresses under which a browser may have reached this installation with this request, the most reliable first.
 * A proxy may drop the port of `Host` (nginx: `$host`) or replace all of it with the upstream's address.
 */
export function listOwnAddresses(headers: Headers, settings: AddressSettings = currentSettings()): OwnAddress[] {
  const host = headers.get('host');
  const forwardedHost = firstValue(headers.get('x-forwarded-host'));
  const forwardedPort = firstValue(headers.get('x-forwarded-port'));
  const withPort = addPort(forwardedHost ?? host, forwardedPort);
  const addresses: OwnAddress[] = [];
  const add = (source: OwnAddress['source'], address: string | null, isTrusted: boolean): void => {
    if (address !== null && address !== '')
      addresses.push({ source, address: address.slice(0, MAX_ADDRESS_LENGTH), isTrusted });
  };
  add('PUBLIC_URL', settings.publicUrl ?? null, true);
  add('X-Forwarded-Host', withPort, settings.trustProxy);
  // Next.js fills it from Host where a proxy sent none.
  if (forwardedHost !== host) add('X-Forwarded-Host', forwardedHost, settings.trustProxy);
  add('Host', host, true);
  return addresses;
}

/** Whether a browser's `Origin` is this address. Hosts are compared without their scheme: TLS may end at a proxy. */
export function fitsOrigin(origin: string, { source, address }: OwnAddress): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host, origin: normalised } = new URL(origin);
  if (source === 'PUBLIC_URL') return URL.canParse(address) && new URL(address).origin === normalised;
  const own = `${protocol}//${address}`;
  return URL.canParse(own) && new URL(own).host === host;
}

/** The host that people see in their browser, for display. */
export function displayedHost(headers: Headers): string {
  const own = listOwnAddresses(headers).find(({ isTrusted }) => isTrusted);
  if (own === undefined) return '';
  return own.source === 'PUBLIC_URL' ? new URL(own.address).host : own.address;
}

function currentSettings(): AddressSettings {
  const { PUBLIC_URL: publicUrl, TRUST_PROXY: trustProxy } = getConfig();
  return { publicUrl, trustProxy };
}

/** Proxies in a row append to a header; the first value is of the one that the browser spoke to. */
function firstValue(header: string | null): string | null {
  return header?.split(',')[0]?.trim() ?? null;
}

function addPort(host: string | null, port: string | null): string | null {
  if (host === null || port === null || !/^\d{1,5}$/.test(port) || HAS_PORT.test(host)) return null;
  return `${host}:${port}`;
}
