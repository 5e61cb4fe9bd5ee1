import { describe, expect, it } from 'vitest';
import type { AddressSettings } from '@/lib/auth/own-addresses';
import { findOriginMismatch } from '@/lib/http/internal/same-origin';

const DIRECT: AddressSettings = { publicUrl: undefined, trustProxy: false };
const PROXIED: AddressSettings = { publicUrl: 'http://yika.corp:8080', trustProxy: false };
const TRUSTED: AddressSettings = { publicUrl: undefined, trustProxy: true };

interface Case {
  readonly name: string;
  readonly settings: AddressSettings;
  readonly headers: Record<string, string>;
}

const accepted: readonly Case[] = [
  { name: 'no browser', settings: DIRECT, headers: { host: 'a:3000' } },
  {
    name: 'the browser says so itself',
    settings: DIRECT,
    headers: { host: 'a:3000', 'sec-fetch-site': 'same-origin', origin: 'http://b' },
  },
  { name: 'Host as it is', settings: DIRECT, headers: { host: 'yika.corp:3000', origin: 'http://yika.corp:3000' } },
  {
    name: 'Host with the default port',
    settings: DIRECT,
    headers: { host: 'yika.corp:80', origin: 'http://yika.corp' },
  },
  {
    name: 'Host in other letters',
    settings: DIRECT,
    headers: { host: 'YIKA.corp:3000', origin: 'http://yika.corp:3000' },
  },
  { name: 'an IPv6 address', settings: DIRECT, headers: { host: '[fd00::5]:3000', origin: 'http://[fd00::5]:3000' } },
  {
    name: 'Host without its port, PUBLIC_URL set',
    settings: PROXIED,
    headers: { host: 'yika.corp', origin: 'http://yika.corp:8080' },
  },
  {
    name: 'the upstream’s Host, PUBLIC_URL set',
    settings: PROXIED,
    headers: { host: '127.0.0.1:3000', origin: 'http://yika.corp:8080' },
  },
  {
    name: 'PUBLIC_URL with the default port',
    settings: { ...DIRECT, publicUrl: 'https://yika.corp:443' },
    headers: { host: '127.0.0.1:3000', origin: 'https://yika.corp' },
  },
  {
    name: 'a forwarded host with its port',
    settings: TRUSTED,
    headers: { host: 'app:3000', 'x-forwarded-host': 'yika.corp:8080', origin: 'http://yika.corp:8080' },
  },
  {
    name: 'a forwarded host and a forwarded port',
    settings: TRUSTED,
    headers: {
      host: 'app:3000',
      'x-forwarded-host': 'yika.corp',
      'x-forwarded-port': '8080',
      origin: 'http://yika.corp:8080',
    },
  },
  {
    name: 'Host and a forwarded port',
    settings: TRUSTED,
    headers: { host: 'yika.corp', 'x-forwarded-port': '8080', origin: 'http://yika.corp:8080' },
  },
  {
    name: 'two proxies in a row',
    settings: TRUSTED,
    headers: { host: 'app:3000', 'x-forwarded-host': 'yika.corp:8080, inner:81', origin: 'http://yika.corp:8080' },
  },
  {
    name: 'TLS that ends at the proxy',
    settings: TRUSTED,
    headers: {
      host: 'app:3000',
      'x-forwarded-host': 'yika.corp',
      'x-forwarded-port': '443',
      origin: 'https://yika.corp',
    },
  },
];

const refused: readonly Case[] = [
  { name: 'another host', settings: PROXIED, headers: { host: 'yika.corp', origin: 'http://evil.test' } },
  {
    name: 'another port of our host',
    settings: PROXIED,
    headers: { host: 'yika.corp:8080', origin: 'http://yika.corp:8081' },
  },
  {
    name: 'Host without its port, PUBLIC_URL not set',
    settings: DIRECT,
    headers: { host: 'yika.corp', origin: 'http://yika.corp:8080' },
  },
  {
    name: 'a host that begins like ours',
    settings: PROXIED,
    headers: { host: 'yika.corp', origin: 'http://yika.corp:8080.evil.test' },
  },
  {
    name: 'the scheme of PUBLIC_URL changed',
    settings: { ...DIRECT, publicUrl: 'https://yika.corp' },
    headers: { host: 'app:3000', origin: 'http://yika.corp' },
  },
  {
    name: 'a forwarded host that is not trusted',
    settings: DIRECT,
    headers: { host: 'app:3000', 'x-forwarded-host': 'yika.corp', origin: 'http://yika.corp' },
  },
  {
    name: 'a forwarded port that is none',
    settings: TRUSTED,
    headers: { host: 'yika.corp', 'x-forwarded-port': '8080@evil.test', origin: 'http://evil.test' },
  },
  { name: 'a page without an origin', settings: PROXIED, headers: { host: 'yika.corp', origin: 'null' } },
  {
    name: 'another site without Origin',
    settings: PROXIED,
    headers: { host: 'yika.corp', 'sec-fetch-site': 'cross-site' },
  },
];

describe('findOriginMismatch', () => {
  it.each(accepted)('accepts $name', ({ headers, settings }) => {
    expect(findOriginMismatch(new Headers(headers), settings)).toBeNull();
  });

  it.each(refused)('refuses $name', ({ headers, settings }) => {
    expect(findOriginMismatch(new Headers(headers), settings)).not.toBeNull();
  });

  it('says for each address whether it fits and whether it was trusted', () => {
    const headers = new Headers({
      host: 'yika.corp',
      'x-forwarded-host': 'chat.corp:8080',
      origin: 'http://chat.corp:8080',
    });
    expect(findOriginMismatch(headers, { publicUrl: 'http://chat.corp', trustProxy: false })).toEqual({
      origin: 'http://chat.corp:8080',
      site: null,
      compared: [
        { source: 'PUBLIC_URL', address: 'http://chat.corp', isTrusted: true, fits: false },
        { source: 'X-Forwarded-Host', address: 'chat.corp:8080', isTrusted: false, fits: true },
        { source: 'Host', address: 'yika.corp', isTrusted: true, fits: false },
      ],
    });
  });
});
