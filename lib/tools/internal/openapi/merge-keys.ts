import 'server-only';

const MERGE = '<<';

/**
 * Applies YAML's merge keys (`<<: *base`, `<<: [*a, *b]`) to a parsed document, in place. Keys beside a merge key
 * override merged ones; earlier maps of a list override later ones.
 * @param maxCopied most entries that may be copied in total; beyond it `tooMany` is thrown
 */
export function mergeKeys(root: unknown, maxCopied: number, tooMany: () => Error): unknown {
  const seen = new Set<object>();
  const merged = new Map<object, 'open' | 'done'>();
  let copied = 0;

  const merge = (target: object, depth: number): void => {
    if (!Object.hasOwn(target, MERGE) || merged.get(target) === 'done') return;
    if (merged.get(target) === 'open' || depth > 100) throw tooMany();
    merged.set(target, 'open');
    const entries = Object.entries(target);
    const given: unknown = entries.find(([name]) => name === MERGE)?.[1];
    const sources = (Array.isArray(given) ? given : [given]).filter(isMap);
    for (const source of sources) merge(source, depth + 1);
    // Anything but a map or a list of maps merges nothing: `<<` is then an ordinary key.
    if (sources.length > 0) {
      Reflect.deleteProperty(target, MERGE);
      for (const [name, value] of sources.flatMap(Object.entries)) {
        copied += 1;
        if (copied > maxCopied) throw tooMany();
        if (!Object.hasOwn(target, name))
          Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
      }
    }
    merged.set(target, 'done');
  };

  const open: unknown[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (!Array.isArray(next)) merge(next, 0);
    for (const value of Object.values(next)) open.push(value);
  }
  return root;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
