import 'server-only';

/** A text as PostgreSQL can store it, whoever wrote it: its texts hold no NUL, and UTF-8 no half surrogate pairs. Both become a mark. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{FFFD}');
}

/** JSON whose every text PostgreSQL can store, at any depth. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => (typeof member === 'string' ? storableText(member) : member));
}
