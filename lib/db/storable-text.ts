import 'server-only';

/**
 * A text as PostgreSQL can store it, whoever wrote it: its texts contain no NUL, and UTF-8 no half surrogate pairs.
 * Both become a mark.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{FFFD}');
}

/**
 * One escape of a JSON text: what stands behind a backslash is no beginning of another. A pair of surrogates is one.
 */
const ESCAPE = /\\(?:u(?:d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|[0-9a-f]{4})|.)/gi;
/**
 * NUL and surrogates, which `JSON.stringify` escapes where they are halves; whoever else writes JSON may escape pairs
 * too.
 */
const MAYBE_NOT_STORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;
const NOT_STORABLE = /^\\u(?:0000|d[89a-f][0-9a-f]{2})$/i;

/** JSON whose every text PostgreSQL can store, names of members too, at any depth. */
export function storableJson(value: unknown): string {
  return storableJsonText(JSON.stringify(value));
}

/** The same for JSON that somebody else wrote. What is no JSON stays none. */
export function storableJsonText(json: string): string {
  return MAYBE_NOT_STORABLE.test(json)
    ? json.replaceAll(ESCAPE, (escape) => (NOT_STORABLE.test(escape) ? '\\ufffd' : escape))
    : json;
}
