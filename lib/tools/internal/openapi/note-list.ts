import 'server-only';
import type { ImportNote, ImportNoteCode } from '@/lib/tools/import-note-contracts';

const MAX_NOTES = 20;
const MAX_VALUE_CHARS = 200;

/** Notes about what is changed or left out of one operation; without duplicates, and of many only the first. */
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

/** Cuts a text, with a mark when it was longer. */
export function cut(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars - 1).toWellFormed()}…` : text.toWellFormed();
}
