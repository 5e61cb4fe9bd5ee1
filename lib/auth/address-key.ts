import ipaddr from 'ipaddr.js';

/** One subscriber or machine is usually given a whole IPv6 network of this length, and may take any address in it. */
const IPV6_NETWORK_BITS = 64;
/** A value that is not an address (a proxy's `unknown`) is a key too, of bounded length. */
const MAX_KEY_LENGTH = 64;

/** NAT64 (RFC 6052): the IPv4 address stands in the last four bytes. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * The key of limits and counters by address: an IPv4 address itself, also when it comes as an IPv4-mapped or
 * NAT64 one, and the /64 network of an IPv6 address. With whole IPv6 addresses as keys a client would have 2^64
 * budgets.
 */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, MAX_KEY_LENGTH);
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const bytes = parsed.toByteArray();
  if (parsed.match(NAT64)) return bytes.slice(12).join('.');
  const network = bytes.map((byte, place) => (place * 8 < IPV6_NETWORK_BITS ? byte : 0));
  return `${ipaddr.fromByteArray(network).toString()}/${IPV6_NETWORK_BITS}`;
}
