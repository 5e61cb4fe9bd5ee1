import { z } from 'zod';
import type { Known } from '@/e2e/access/access-scene';
import { validCall, type Operation } from '@/e2e/access/operations';

/** A request as it goes out: what is hostile in it was put there on purpose. */
export interface HostileCall {
  readonly what: string;
  readonly method: string;
  readonly url: string;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
}

/** Texts that broke products: what databases, file names, templates, numbers, dates and HTML stumble over. */
const TEXTS = [
  '',
  ' ',
  'a\0b',
  '\ud800',
  'a\udfffb',
  '\u202e\u2066',
  "' OR 1=1 --",
  '\\',
  "'",
  '{{secret:KEY}}',
  '${7*7}',
  '../../etc/passwd',
  '\u{1f469}\u200d\u{1f680}'.repeat(40),
  'x'.repeat(5_000),
  '字'.repeat(4_000),
  'null',
  'NaN',
  '-1',
  '1e999',
  '9'.repeat(400),
  '2026-13-45T99:99:99Z',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '00000000-0000-0000-0000-000000000000',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'a\r\nset-cookie: b=c',
  '%',
  '_%',
  ':* & !',
  '(',
  'http://[::1',
  'javascript:alert(1)',
  'İ',
  'ﬁ',
];
/** As they stand in a path: not everything there is UTF-8, or even percent-encoded. */
const PATHS = [
  '%00',
  '%ED%A0%80',
  '%',
  '%zz',
  '%ff%fe',
  '%2e%2e%2f',
  '%E2%80%AE',
  '00000000-0000-0000-0000-000000000000',
  'x',
  'null',
  '-1',
  '%27%20OR%201=1--',
  '%5B%5D',
  'a'.repeat(4_000),
];
const SHAPES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  {},
  [[[[]]]],
  ['x'],
  { a: {} },
  { toString: 1 },
  [null],
  nested(90),
];
const BODIES: readonly (string | Uint8Array<ArrayBuffer>)[] = [
  '',
  'null',
  '[]',
  '""',
  '0',
  'true',
  '{',
  '{"a":',
  '[',
  '['.repeat(2_000),
  `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  '{"a":'.repeat(2_000),
  `${'{"a":'.repeat(95)}1${'}'.repeat(95)}`,
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{}}}',
  '\ufeff{}',
  '{"a":1,"a":2}',
  '{"a":"\\ud800\\u0000"}',
  '{"\\u0000":"\\u0000"}',
  `[${'1,'.repeat(60_000)}1]`,
  '"'.concat('\\u0000'.repeat(2_000), '"'),
  'x'.repeat(1_100_000),
  '<xml/>',
  'a=b&c=d',
  Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  Uint8Array.from([0x00]),
  '1e999',
  '-',
];

/**
 * Every hostile call of an operation: each parameter, field of the query and member of the body in turn, around a call
 * that is valid otherwise; then whole bodies.
 */
export function hostileCalls(operation: Operation, known: Known): HostileCall[] {
  const { method, path, query } = operation;
  const valid = validCall(operation, known);
  const encoded = valid.body === undefined ? undefined : JSON.stringify(valid.body);
  const [route = '', search = ''] = valid.url.split('?');
  const calls: HostileCall[] = [];
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    for (const text of PATHS)
      calls.push({
        what: `${name} ${text.slice(0, 20)}`,
        method,
        url: route.replace(String(known[name]), text),
        body: encoded,
      });
  }
  for (const field of [...query.map(({ name }) => name), 'nothing']) {
    for (const text of TEXTS)
      calls.push({
        what: `?${field}=${text.slice(0, 20)}`,
        method,
        url: `${route}?${withField(search, field, text)}`,
        body: encoded,
      });
    calls.push({
      what: `?${field} in bytes`,
      method,
      url: `${route}?${field}=%ff%00%ED%A0%80&${field}=%zz`,
      body: encoded,
    });
  }
  if (operation.body === undefined) return calls;
  for (const at of placesIn(valid.body)) {
    for (const value of [...TEXTS, ...SHAPES])
      calls.push({
        what: `${at.join('.')} = ${JSON.stringify(value).slice(0, 30)}`,
        method,
        url: valid.url,
        body: JSON.stringify(withValue(valid.body, at, value)),
      });
  }
  for (const body of BODIES)
    calls.push({
      what: `body ${typeof body === 'string' ? body.slice(0, 30) : 'of bytes'}`,
      method,
      url: valid.url,
      body,
    });
  return calls;
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

function withField(search: string, field: string, text: string): string {
  const query = new URLSearchParams(search);
  query.set(field, text);
  return query.toString();
}

const objectSchema = z.record(z.string(), z.unknown());

/** Where something stands in a body: its members and theirs, and one that it does not have. */
function placesIn(body: unknown, depth = 0): string[][] {
  const parsed = objectSchema.safeParse(body);
  if (!parsed.success || depth > 2) return [];
  const places = Object.entries(parsed.data).flatMap(([name, value]) => [
    [name],
    ...placesIn(value, depth + 1).map((place) => [name, ...place]),
  ]);
  return depth === 0 ? [...places, ['nothing']] : places;
}

function withValue(body: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  const members = objectSchema.parse(body);
  return { ...members, [name]: rest.length === 0 ? value : withValue(members[name], rest, value) };
}
