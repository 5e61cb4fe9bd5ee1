import 'server-only';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { bareHost, intranetListing, isListedHost } from '@/lib/egress/check-url';
import { mayConnect } from '@/lib/egress/internal/classify-address';
import { egressError } from '@/lib/egress/egress-error';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** All addresses of a name. */
export type ResolveHost = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** What a tool may reach. */
export interface EgressPolicy {
  readonly hosts: readonly string[];
  /** The hosts that may have intranet addresses. */
  readonly intranetHosts: readonly string[];
}

/** The resolver of the machine with its hosts file: intranets name machines there. */
export const systemResolve: ResolveHost = async (hostname) => {
  const found = await lookup(hostname, { all: true, order: 'verbatim' });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

/**
 * Resolves a host to the addresses that a request may connect to. It is resolved once and not again for the connection,
 * so that the name cannot change its meaning in between (DNS rebinding). One forbidden address refuses the whole name.
 * @throws AppError `egress-host-not-allowed`, `egress-address-refused`, `egress-dns`
 */
export async function resolveChecked(
  url: URL,
  policy: EgressPolicy,
  resolve: ResolveHost,
): Promise<readonly ResolvedAddress[]> {
  const host = bareHost(url);
  if (!isListedHost(url, policy.hosts))
    throw egressError('egress-host-not-allowed', 'The host is not one of the tool’s', { host: url.host });
  const addresses = await addressesOf(host, resolve);
  const listed = intranetListing(url, policy.intranetHosts);
  if (addresses.length === 0) throw egressError('egress-dns', 'The name has no address', { host });
  if (!addresses.every(({ address }) => mayConnect(address, listed))) {
    throw egressError(
      'egress-address-refused',
      'The host’s address is not a public one, and the host is not listed as an intranet host',
      { host: url.host },
    );
  }
  return addresses;
}

async function addressesOf(host: string, resolve: ResolveHost): Promise<readonly ResolvedAddress[]> {
  const literal = isIP(host);
  if (literal !== 0) return [{ address: host, family: literal === 6 ? 6 : 4 }];
  try {
    return await resolve(host);
  } catch (cause) {
    throw egressError('egress-dns', 'The name could not be resolved', { host }, cause);
  }
}
