import 'server-only';
import { AppError } from '@/lib/errors/app-error';

/** Deepest nesting of a request's JSON: schemas of tools may be 32 levels deep, at two or three levels of JSON each. */
export const MAX_JSON_DEPTH = 100;
/** Most members and elements of a request's JSON, together. */
export const MAX_JSON_MEMBERS = 50_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Looks over the bytes of a JSON text as they come in, in linear time and before anything parses them: what is nested
 * too deep overflows stacks, and what has too many members costs seconds in every check after the parser. Says nothing
 * about whether the text is JSON.
 */
export class JsonGuard {
  #depth = 0;
  #members = 0;
  #isInString = false;
  #isEscaped = false;

  /** @throws AppError `invalid-request` at the first byte that is too much */
  take(chunk: Uint8Array): void {
    // UTF-8: no byte of a longer character equals one of these marks.
    for (const byte of chunk) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.#isInString) {
        if (byte === QUOTE) this.#isInString = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
      } else if (byte === QUOTE) this.#isInString = true;
      else if (byte === COMMA || byte === COLON) this.#members += 1;
      else if (OPENING.has(byte)) this.#depth += 1;
      else if (CLOSING.has(byte)) this.#depth -= 1;
      if (this.#depth > MAX_JSON_DEPTH) throw tooMuch(`more than ${MAX_JSON_DEPTH} levels`);
      if (this.#members > MAX_JSON_MEMBERS) throw tooMuch(`more than ${MAX_JSON_MEMBERS} members`);
    }
  }
}

function tooMuch(what: string): AppError {
  return new AppError({ kind: 'invalid', code: 'invalid-request', detail: `The body has ${what}` });
}
