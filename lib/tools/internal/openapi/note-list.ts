import 'server-only';
import type { ImportNote, ImportNoteCode } from '@/lib/tools/import-note-contracts';

const MAX_NOTES = 20;
const MAX_VALUE_CHARS = 200;

/** What is changed or left out of one operation, each note once and the first of many. */
export class NoteList {
  readonly #notes = new Map<string, ImportNote>();
  #more = 0;

  add(code: ImportNoteCode, given: Readonly<Record<string, string | number>> = {}): void {
    const values = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        typeof value === 'string' ? cut(value, MAX_VALUE_CHARS) : value,
      ]),
    );
    const key = JSON.stringify([code, values]);
    if (this.#notes.has(key)) return;
    if (this.#notes.size < MAX_NOTES) this.#notes.set(key, { code, values });
    else this.#more += 1;
  }

  all(): ImportNote[] {
    return [
      ...this.#notes.values(),
      ...(this.#more === 0 ? [] : [{ code: 'more' as const, values: { count: this.#more } }]),
    ];
  }
}

/** The beginning of a text, with a mark when there is more of it. */
export function cut(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars - 1).toWellFormed()}…` : text.toWellFormed();
}
