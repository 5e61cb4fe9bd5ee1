import { isJsonObject, type Json } from '@/components/lib/json';
import type { ArgumentName } from '@/lib/tools/contracts';

/**
 * The titles of arguments, in reading order; `parts` are those of an object, or of each item of a list.
 */
export type ArgumentTree = ReadonlyMap<string, { readonly title: string; readonly parts: ArgumentTree }>;

interface Branch {
  readonly title: string;
  readonly parts: Map<string, Branch>;
}

/** The names of a call's arguments as a tree that is walked down together with them. */
export function argumentTree(names: readonly ArgumentName[]): ArgumentTree {
  const root = new Map<string, Branch>();
  for (const { path, title } of names) {
    const name = path.at(-1);
    const level = path
      .slice(0, -1)
      .reduce<Map<string, Branch> | undefined>((parts, step) => parts?.get(step)?.parts, root);
    if (name !== undefined) level?.set(name, { title, parts: new Map() });
  }
  return root;
}

/** The same value with its properties in the order of the tree; unknown properties come last. */
export function orderArguments<Value extends Json>(value: Value, tree: ArgumentTree): Value;
export function orderArguments(value: Json, tree: ArgumentTree): Json {
  if (Array.isArray(value)) return value.map((item) => orderArguments(item, tree));
  if (!isJsonObject(value)) return value;
  const names = [
    ...[...tree.keys()].filter((name) => Object.hasOwn(value, name)),
    ...Object.keys(value).filter((name) => !tree.has(name)),
  ];
  return Object.fromEntries(
    names.map((name) => [name, orderArguments(value[name] ?? null, tree.get(name)?.parts ?? NO_NAMES)]),
  );
}

/** A tree without titles: every argument has its own name. */
export const NO_NAMES: ArgumentTree = new Map();

/** A way into arguments as people read it, `商品 › 2 › 货号`; the items of lists are counted from one. */
export function pathTitle(path: readonly string[], tree: ArgumentTree): string {
  let parts = tree;
  const titles = path.map((step) => {
    const known = parts.get(step);
    if (known === undefined) return /^\d+$/.test(step) ? String(Number(step) + 1) : step;
    parts = known.parts;
    return known.title;
  });
  return titles.join(' › ');
}
