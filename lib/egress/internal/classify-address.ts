import 'server-only';
import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The class of an address. Only `public` addresses are reachable without an admin's permission. */
export type AddressClass =
  | 'public'
  | 'private'
  | 'loopback'
  | 'shared'
  | 'unique-local'
  | 'benchmark'
  | 'documentation'
  | 'transition'
  | 'link-local'
  | 'metadata'
  | 'multicast'
  | 'unspecified'
  | 'reserved'
  | 'invalid';

type Range = readonly [cidr: string, kind: AddressClass];

/**
 * Special address ranges, narrow ones before wide ones. Sources: IANA's IPv4 and IPv6 special-purpose registries (RFC
 * 6890 and its updates) and the metadata addresses that cloud providers document (AWS, Alibaba, Azure, Google, Oracle,
 * Volcengine).
 */
const RANGES: readonly Range[] = [
  ['169.254.169.254/32', 'metadata'],
  ['169.254.170.2/32', 'metadata'],
  ['100.100.100.200/32', 'metadata'],
  ['100.96.0.96/32', 'metadata'],
  ['168.63.129.16/32', 'metadata'],
  ['192.0.0.192/32', 'metadata'],
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', 'transition'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'benchmark'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['0.0.0.0/0', 'public'],
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::ffff:0:0/96', 'transition'],
  ['::/96', 'transition'],
  ['::ffff:0:0:0/96', 'transition'],
  ['64:ff9b::/96', 'transition'],
  ['64:ff9b:1::/48', 'transition'],
  ['100::/64', 'reserved'],
  ['2001::/32', 'transition'],
  ['2001:2::/48', 'benchmark'],
  ['2001:db8::/32', 'documentation'],
  ['2001::/23', 'reserved'],
  ['2002::/16', 'transition'],
  ['3fff::/20', 'documentation'],
  ['fd00:ec2::/32', 'metadata'],
  ['fd20:ce::254/128', 'metadata'],
  ['fd00:c1::a9fe:a9fe/128', 'metadata'],
  ['fc00::/7', 'unique-local'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'private'],
  ['ff00::/8', 'multicast'],
  ['2000::/3', 'public'],
  ['::/0', 'reserved'],
];

const PARSED = RANGES.map(([cidr, kind]) => ({ range: ipaddr.parseCIDR(cidr), kind }));

/**
 * Where an IPv6 address contains an IPv4 address: mapped, compatible, translated (RFC 2765), NAT64 (RFC 6052, 8215),
 * 6to4 (RFC 3056), and the client of Teredo with inverted bits (RFC 4380).
 */
const EMBEDDED = [
  { cidr: '::ffff:0:0/96', at: 12, inverted: false },
  { cidr: '::/96', at: 12, inverted: false },
  { cidr: '::ffff:0:0:0/96', at: 12, inverted: false },
  { cidr: '64:ff9b::/96', at: 12, inverted: false },
  { cidr: '64:ff9b:1::/48', at: 12, inverted: false },
  { cidr: '2002::/16', at: 2, inverted: false },
  { cidr: '2001::/32', at: 12, inverted: true },
].map((rule) => ({ ...rule, range: ipaddr.parseCIDR(rule.cidr) }));

/** Classifies an address. An IPv4 address inside an IPv6 address has its own class, but is never `public`. */
export function classifyAddress(text: string): AddressClass {
  const address = parseAddress(text);
  if (address === null) return 'invalid';
  const found = PARSED.find(({ range }) => isIn(address, range))?.kind ?? 'reserved';
  if (found !== 'transition' || address.kind() === 'ipv4') return found;
  const inside = classifyAddress(embeddedAddress(address));
  return inside === 'public' ? 'transition' : inside;
}

/**
 * Parses an address as a resolver or a URL writes it. Zone ids and unusual notations (`127.1`, which ipaddr.js accepts)
 * are rejected: URLs are normalised before.
 */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  return isIPv4(text) || (isIPv6(text) && !text.includes('%')) ? ipaddr.parse(text) : null;
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, [prefix, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  return address.kind() === prefix.kind() && address.match(prefix, bits);
}

function embeddedAddress(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  const rule = EMBEDDED.find(({ range }) => isIn(address, range));
  const inside = address.toByteArray().slice(rule?.at ?? 12, (rule?.at ?? 12) + 4);
  return inside.map((byte) => (rule?.inverted === true ? byte ^ 0xff : byte)).join('.');
}

/** A host name that an admin listed as an intranet host may resolve to these. */
const INTRANET: ReadonlySet<AddressClass> = new Set<AddressClass>([
  'private',
  'loopback',
  'shared',
  'unique-local',
  'benchmark',
  'documentation',
  'transition',
]);
/**
 * These are reachable only when the admin listed the address itself: the owner of a name decides what it resolves to.
 */
const LITERAL_ONLY: ReadonlySet<AddressClass> = new Set<AddressClass>(['link-local', 'metadata']);

/**
 * Whether a tool may connect to an address.
 * @param listed how the tool's intranet hosts name the host: not at all, by name, or by this address
 */
export function mayConnect(address: string, listed: 'no' | 'name' | 'address'): boolean {
  const kind = classifyAddress(address);
  if (kind === 'public') return true;
  if (listed === 'no') return false;
  return INTRANET.has(kind) || (listed === 'address' && LITERAL_ONLY.has(kind));
}
