import 'server-only';
import { isIPv4, isIPv6 } from 'node:net';

/**
 * The bytes of an address as the resolver or a URL gives it: 4 of IPv4, 16 of IPv6. Zone ids and every spelling that
 * is not the plain one are no address here (URLs have been put into the plain spelling before).
 */
export function addressBytes(address: string): readonly number[] | null {
  if (isIPv4(address)) return address.split('.').map(Number);
  if (!isIPv6(address) || address.includes('%')) return null;
  const [head = '', tail] = address.split('::');
  const front = groupBytes(head);
  if (tail === undefined) return front;
  const back = groupBytes(tail);
  return [...front, ...Array.from({ length: 16 - front.length - back.length }, () => 0), ...back];
}

/** `2001:db8` or `ffff:10.0.0.1` as bytes. */
function groupBytes(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** Whether the first `bits` of the address are those of the prefix. */
export function hasPrefix(bytes: readonly number[], prefix: readonly number[], bits: number): boolean {
  for (let place = 0; place * 8 < bits; place += 1) {
    const kept = Math.min(8, bits - place * 8);
    const mask = (0xff << (8 - kept)) & 0xff;
    if (((bytes[place] ?? 0) & mask) !== ((prefix[place] ?? 0) & mask)) return false;
  }
  return true;
}
