/** What SQL by hand may ask for: the first day, the day after the last, and the report's time zone. */
export type NamedParameter = 'from' | 'to' | 'zone';
const TYPES = { from: 'date', to: 'date', zone: 'text' } as const;
/** Texts, quoted names and line comments stay as they are; a cast's `::` is no parameter. */
const PLACES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|(?<!:):(?<name>from|to|zone)\b/g;

/**
 * Replaces `:from`, `:to` and `:zone` of SQL by hand.
 * @param write gives the parameter of the dialect, such as `$1`
 */
export function nameParameters(text: string, write: (name: NamedParameter) => string): string {
  return text.replaceAll(PLACES, (found: string, name?: NamedParameter) =>
    name === undefined ? found : `${write(name)}::${TYPES[name]}`,
  );
}
