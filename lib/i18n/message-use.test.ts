import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LOCALES, type Locale } from '@/lib/i18n/locales';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MESSAGES = path.join(import.meta.dirname, 'messages');

function flatten(tree: unknown, prefix: string): [string, string][] {
  if (typeof tree === 'string') return [[prefix, tree]];
  return Object.entries(tree ?? {}).flatMap(([key, value]) => flatten(value, `${prefix}.${key}`));
}

/** Every message of a language by its full key, which begins with its namespace. */
const messagesOf = (locale: Locale) => {
  const files = readdirSync(path.join(MESSAGES, locale));
  return files.flatMap((file) => {
    const tree: unknown = JSON.parse(readFileSync(path.join(MESSAGES, locale, file), 'utf8'));
    return flatten(tree, path.basename(file, '.json'));
  });
};

const sources = ['app', 'components', 'lib'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|(^|\/)(testing|generated)\//.test(name))
    .map((name) => readFileSync(path.join(ROOT, folder, name), 'utf8')),
);

/** Keys that are put together from values or read from the catalogue itself. */
const DYNAMIC_PREFIXES: readonly string[] = [
  'admin.nav.',
  'audit.actions.',
  'audit.findings.',
  'audit.groups.',
  'audit.keys.',
  'audit.values.',
  'auth.notifications.',
  'chat.announce.',
  'chat.list.',
  'chat.markdown.notDrawn.',
  'chat.mode.',
  'chat.queue.',
  'common.role.',
  'documents.warnings.',
  'errors.argument-',
  'governance.importNotes.',
  'governance.schemaNotes.',
  'shell.list.states.',
  'shell.shortcuts.names.',
  'tools.form.errors.',
  'tools.inbox.ended.',
  'tools.lookUps.',
];

const NAMESPACE = /(?:useTranslations|getTranslator)\('([\w.]+)'\)/g;
const TEXT = /'([\w.-]+)'/g;
const TEMPLATE = /`([\w.-]*)\$\{[^}]+\}([\w.-]*)`/g;

interface Usage {
  readonly keys: ReadonlySet<string>;
  readonly patterns: readonly { readonly start: string; readonly end: string }[];
}

/** What a source file can read: each of its namespaces with each of its texts and templates. */
function usageOf(source: string): Usage {
  const namespaces = [...source.matchAll(NAMESPACE)].map(([, name = '']) => name);
  const texts = [...source.matchAll(TEXT)].map(([, text = '']) => text);
  const templates = [...source.matchAll(TEMPLATE)].filter(([, start = '', end = '']) => start + end !== '');
  return {
    keys: new Set(namespaces.flatMap((namespace) => texts.map((text) => `${namespace}.${text}`))),
    patterns: namespaces.flatMap((namespace) =>
      templates.map(([, start = '', end = '']) => ({ start: `${namespace}.${start}`, end })),
    ),
  };
}

test('every message is used', () => {
  const usages = sources.map(usageOf);
  const keys = new Set(usages.flatMap((usage) => [...usage.keys]));
  const patterns = usages.flatMap((usage) => usage.patterns);
  // An error's code is the key of its sentence.
  const texts = new Set(sources.flatMap((source) => [...source.matchAll(TEXT)].map(([, text]) => `errors.${text}`)));
  const isUsed = (key: string) =>
    keys.has(key) ||
    texts.has(key) ||
    DYNAMIC_PREFIXES.some((prefix) => key.startsWith(prefix)) ||
    patterns.some(
      ({ start, end }) => key.length > start.length + end.length && key.startsWith(start) && key.endsWith(end),
    );
  expect(
    messagesOf('zh')
      .map(([key]) => key)
      .filter((key) => !isUsed(key)),
  ).toEqual([]);
});

/** Units and limits that are far from one, and words after names. */
const NO_COUNT = /^(?:bytes|characters|tokens|ms|its|is|was|has|does|stands|requests)$/;
/** Their limit is formatted before, or never one. */
const NO_PLURAL =
  /^(?:errors\.argument-|audit\.verify\.ok$|errors\.tool-too-different$|governance\.quarantine\.isCut$)/;

test('English counts have a singular and a plural', () => {
  const bare = messagesOf('en').flatMap(([key, text]) =>
    [...text.matchAll(/\{\w+(?:, number)?\} ([a-z]+s)\b/g)]
      .filter(([, noun = '']) => !NO_COUNT.test(noun) && !NO_PLURAL.test(key))
      .map(([found]) => `${key}: ${found}`),
  );
  expect(bare).toEqual([]);
});

const FORBIDDEN: Readonly<Record<Locale, RegExp>> = {
  zh: /您|！|不在线|账户|密钥信息|登录凭据|会话|关闭思考|词元|[\p{Script=Han}][A-Za-z]|[A-Za-z][\p{Script=Han}]|[\p{Script=Han}][,;:?!]|"[^"]*\p{Script=Han}/u,
  en: /\b(?:[Aa]dministrators?|[Ee]-mail|[Ww]hoever|[Pp]lease|[Ff]our eyes|held back|cards?|cannot|(?:is|are|was|were|do|does|did|could|has|have) not)\b|(?<=[a-z])'(?=[a-z])|(?<!\{\w*)!/,
};

test.each(LOCALES)('%s has the terms that the product uses', (locale) => {
  // Words to search a place by, not to read.
  const read = messagesOf(locale).filter(([key]) => !/^shell\.places\.\w+\.words$/.test(key));
  expect(read.filter(([, text]) => FORBIDDEN[locale].test(text))).toEqual([]);
});
