import 'server-only';
import compile from 'icu-minify/compile';
import type { Messages, Namespace } from '@/lib/i18n/app-config';
import { catalogue } from '@/lib/i18n/catalogue';
import type { Locale } from '@/lib/i18n/locales';

type MessageTree = string | { readonly [key: string]: MessageTree };

function compileTree(tree: MessageTree): unknown {
  // A round trip through JSON: plurals are compiled to objects without a prototype, which React does not hand to the
  // browser.
  if (typeof tree === 'string') return JSON.parse(JSON.stringify(compile(tree)));
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, compileTree(value)]));
}

const compiled = new Map<string, unknown>();

function compiledNamespace(locale: Locale, namespace: Namespace): unknown {
  const key = `${locale}/${namespace}`;
  if (!compiled.has(key)) compiled.set(key, compileTree(catalogue[locale][namespace]));
  return compiled.get(key);
}

/**
 * The texts of some namespaces, ICU syntax already compiled: the browser then needs a formatter of 4 KB instead of a
 * parser and formatter of 12 KB (next.config.ts points use-intl at the format-only build, on the server too, so there
 * is one form of messages). The type keeps the source's shape because keys are what callers are checked against.
 */
export function loadMessages<N extends Namespace>(locale: Locale, namespaces: readonly N[]): Pick<Messages, N> {
  return Object.fromEntries(namespaces.map((namespace) => [namespace, compiledNamespace(locale, namespace)])) as Pick<
    Messages,
    N
  >;
}
