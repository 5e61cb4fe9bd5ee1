import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import compile from 'icu-minify/compile';
import { describe, expect, test } from 'vitest';
import { catalogue } from '@/lib/i18n/catalogue';
import { LOCALES, type Locale } from '@/lib/i18n/locales';

const FOLDER = path.join(import.meta.dirname, 'messages');

const namespacesOf = (locale: Locale) =>
  readdirSync(path.join(FOLDER, locale))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .toSorted();

/** Every text of a file by its full key. */
function flatten(tree: unknown, prefix = ''): Map<string, string> {
  if (typeof tree === 'string') return new Map([[prefix, tree]]);
  if (typeof tree !== 'object' || tree === null) throw new Error(`${prefix} is neither a text nor a group of texts`);
  return new Map(
    Object.entries(tree).flatMap(([key, value]) => [...flatten(value, prefix === '' ? key : `${prefix}.${key}`)]),
  );
}

const read = (locale: Locale, namespace: string) =>
  flatten(JSON.parse(readFileSync(path.join(FOLDER, locale, `${namespace}.json`), 'utf8')));

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/**
 * Argument and tag names of a compiled message, however deep. Its form: a text, or parts; a part is a text, 0 (a
 * plural's number) or [name], [name, kind > 0, { choice: message }, …], [tag, ...parts].
 */
function placeholders(message: unknown): Set<string> {
  const found = new Set<string>();
  const visitMessage = (parts: unknown): void => {
    if (isList(parts)) parts.forEach(visitPart);
  };
  const visitPart = (part: unknown): void => {
    if (!isList(part)) return;
    const [name, kind, choices] = part;
    if (typeof name === 'string') found.add(name);
    if (typeof kind !== 'number' || kind === 0) visitMessage(part.slice(1));
    else if (typeof choices === 'object' && choices !== null) Object.values(choices).forEach(visitMessage);
  };
  visitMessage(message);
  return found;
}

test('both languages have the same files, and the catalogue has them all', () => {
  expect(namespacesOf('en')).toEqual(namespacesOf('zh'));
  for (const locale of LOCALES) expect(Object.keys(catalogue[locale]).toSorted()).toEqual(namespacesOf('zh'));
});

describe.each(namespacesOf('zh'))('%s', (namespace) => {
  const zh = read('zh', namespace);
  const en = read('en', namespace);

  test('has the same keys in both languages', () => {
    expect([...en.keys()].toSorted()).toEqual([...zh.keys()].toSorted());
  });

  test('has no empty text and only texts that compile', () => {
    for (const [key, text] of [...zh, ...en]) {
      expect(text.trim(), key).not.toBe('');
      expect(() => compile(text), key).not.toThrow();
    }
  });

  test('uses the same placeholders in both languages', () => {
    for (const [key, text] of zh)
      expect(placeholders(compile(en.get(key) ?? '')), key).toEqual(placeholders(compile(text)));
  });
});

test('placeholders are found in arguments, plurals and tags', () => {
  expect(
    placeholders(
      compile('{a} of {n, plural, one {# b} other {some # {c} ds}}, {f, number}, <link>to <b>{e}</b></link>'),
    ),
  ).toEqual(new Set(['a', 'n', 'c', 'f', 'link', 'b', 'e']));
});
