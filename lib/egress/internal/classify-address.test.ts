import { describe, expect, it } from 'vitest';
import { classifyAddress, mayConnect, type AddressClass } from '@/lib/egress/internal/classify-address';

const CASES: readonly [string, AddressClass][] = [
  ['8.8.8.8', 'public'],
  ['1.1.1.1', 'public'],
  ['223.5.5.5', 'public'],
  ['2400:3200::1', 'public'],
  ['2606:4700::1111', 'public'],
  ['172.15.255.255', 'public'],
  ['172.32.0.0', 'public'],
  ['100.63.255.255', 'public'],
  ['100.128.0.0', 'public'],
  ['223.255.255.255', 'public'],
  ['10.0.0.0', 'private'],
  ['10.255.255.255', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.0.1', 'private'],
  ['fec0::1', 'private'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['::1', 'loopback'],
  ['169.254.0.1', 'link-local'],
  ['169.254.169.253', 'link-local'],
  ['fe80::1', 'link-local'],
  ['febf::1', 'link-local'],
  ['169.254.169.254', 'metadata'],
  ['169.254.170.2', 'metadata'],
  ['100.100.100.200', 'metadata'],
  ['100.96.0.96', 'metadata'],
  ['::ffff:100.96.0.96', 'metadata'],
  ['100.96.0.95', 'shared'],
  ['100.96.0.97', 'shared'],
  ['168.63.129.16', 'metadata'],
  ['192.0.0.192', 'metadata'],
  ['fd00:ec2::254', 'metadata'],
  ['fd20:ce::254', 'metadata'],
  ['fd00:c1::a9fe:a9fe', 'metadata'],
  ['100.64.0.1', 'shared'],
  ['100.127.255.255', 'shared'],
  ['fc00::1', 'unique-local'],
  ['fd12:3456::1', 'unique-local'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['::', 'unspecified'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.255', 'multicast'],
  ['ff02::1', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['192.0.0.1', 'reserved'],
  ['4000::1', 'reserved'],
  ['100::1', 'reserved'],
  ['5f00::1', 'reserved'],
  ['192.0.2.1', 'documentation'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['2001:db8::1', 'documentation'],
  ['3fff::1', 'documentation'],
  ['198.18.0.1', 'benchmark'],
  ['198.19.255.255', 'benchmark'],
  ['2001:2::1', 'benchmark'],
  ['192.88.99.1', 'transition'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['::ffff:10.0.0.1', 'private'],
  ['::ffff:169.254.169.254', 'metadata'],
  ['::ffff:a9fe:a9fe', 'metadata'],
  ['::ffff:8.8.8.8', 'transition'],
  ['::127.0.0.1', 'loopback'],
  ['::192.168.1.1', 'private'],
  ['::8.8.8.8', 'transition'],
  ['::ffff:0:127.0.0.1', 'loopback'],
  ['64:ff9b::127.0.0.1', 'loopback'],
  ['64:ff9b::a9fe:a9fe', 'metadata'],
  ['64:ff9b::8.8.8.8', 'transition'],
  ['64:ff9b:1::10.0.0.1', 'private'],
  ['2002:7f00:1::', 'loopback'],
  ['2002:a9fe:a9fe::1', 'metadata'],
  ['2002:c0a8:101::', 'private'],
  ['2002:808:808::', 'transition'],
  // Teredo's client address has its bits inverted: 80ff:fffe is 127.0.0.1.
  ['2001:0:4136:e378:8000:63bf:80ff:fffe', 'loopback'],
  ['2001:0:4136:e378:8000:63bf:f5ff:fffe', 'private'],
  ['2001:0:4136:e378:8000:63bf:f7f7:f7f7', 'transition'],
  ['fe80::1%eth0', 'invalid'],
  ['127.1', 'invalid'],
  ['0x7f.0.0.1', 'invalid'],
  ['2130706433', 'invalid'],
  ['', 'invalid'],
  ['localhost', 'invalid'],
  ['[::1]', 'invalid'],
  ['1.2.3.4.5', 'invalid'],
];

describe('classifyAddress', () => {
  it.each(CASES)('%s is %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind);
  });
});

describe('mayConnect', () => {
  it('reaches public addresses, and no other without an admin’s word', () => {
    for (const [address, kind] of CASES)
      expect([address, mayConnect(address, 'no')]).toEqual([address, kind === 'public']);
  });

  it('lets a listed name mean the intranet, but not metadata, link-local, multicast or nonsense', () => {
    const opened = new Set<AddressClass>([
      'public',
      'private',
      'loopback',
      'shared',
      'unique-local',
      'benchmark',
      'documentation',
      'transition',
    ]);
    for (const [address, kind] of CASES)
      expect([address, mayConnect(address, 'name')]).toEqual([address, opened.has(kind)]);
  });

  it('reaches link-local and metadata addresses when that very address is listed, multicast never', () => {
    expect(mayConnect('169.254.169.254', 'address')).toBe(true);
    expect(mayConnect('fe80::1', 'address')).toBe(true);
    for (const address of ['224.0.0.1', '0.0.0.0', '::', '255.255.255.255', 'nonsense'])
      expect([address, mayConnect(address, 'address')]).toEqual([address, false]);
  });
});
