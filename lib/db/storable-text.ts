import 'server-only';

/** A text as PostgreSQL can store it, whoever wrote it: its texts hold no NUL, and UTF-8 no half surrogate pairs. Both become a mark. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{FFFD}');
}

/** One escape of a JSON text: what stands behind a backslash is no beginning of another. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/g;
/** NUL and half surrogate pairs, which `JSON.stringify` escapes. */
const NOT_STORABLE = /\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** JSON whose every text PostgreSQL can store, names of members too, at any depth. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return NOT_STORABLE.test(json) ? json.replaceAll(ESCAPE, (escape) => (NOT_STORABLE.test(escape) ? '\\ufffd' : escape)) : json;
}
