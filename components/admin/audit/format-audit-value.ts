export interface ValueWords {
  /** What a member of the details is called. */
  readonly key: (name: string) => string;
  /** What the values of a member are called, those that have words. */
  readonly valuesOf: (name: string) => ReadonlyMap<string, string>;
  readonly flag: (value: boolean) => string;
  readonly change: (before: string, after: string) => string;
  readonly fact: (name: string, value: string) => string;
}

/**
 * Objects whose members are listed line by line; other objects are shown as JSON, because their names and values are
 * not Yika's.
 */
const LISTED_OBJECTS: ReadonlySet<string> = new Set(['changes', 'approval']);

function isChange(value: object): value is { readonly before: unknown; readonly after: unknown } {
  return Object.keys(value).length === 2 && 'before' in value && 'after' in value;
}

/** A member of an event's details with its value: in words where its values have some, else as it stands in the log. */
export function formatAuditValue(name: string, value: unknown, words: ValueWords): string {
  if (typeof value === 'boolean') return words.flag(value);
  if (typeof value === 'string') return words.valuesOf(name).get(value) ?? value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.map((one) => formatAuditValue(name, one, words)).join(', ');
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if (isChange(value))
      return words.change(formatAuditValue(name, value.before, words), formatAuditValue(name, value.after, words));
    if (LISTED_OBJECTS.has(name))
      return Object.entries(value)
        .map(([inner, one]) => words.fact(words.key(inner), formatAuditValue(inner, one, words)))
        .join('\n');
  }
  return JSON.stringify(value, null, 1);
}
