export interface ValueWords {
  /** The label of a member of the details. */
  readonly key: (name: string) => string;
  /** Labels of a member's values, as far as they have any. */
  readonly valuesOf: (name: string) => ReadonlyMap<string, string>;
  readonly flag: (value: boolean) => string;
  readonly change: (before: string, after: string) => string;
  readonly fact: (name: string, value: string) => string;
}

/**
 * Objects whose members are listed line by line. Others are shown as JSON: their names and values are not defined by
 * Yika.
 */
const LISTED_OBJECTS: ReadonlySet<string> = new Set(['changes', 'approval']);

function isChange(value: object): value is { readonly before: unknown; readonly after: unknown } {
  return Object.keys(value).length === 2 && 'before' in value && 'after' in value;
}

/** Formats a member of an event's details: with labels where its values have some, else as stored. */
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
