import { messageOf } from '@/lib/errors/message-of';
import type { FailureCode } from '../contracts';

/** An expected end: the document cannot be read, and the code says why. */
export class ParseFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, detail: string) {
    super(detail);
    this.name = 'ParseFailure';
    this.code = code;
  }
}

/** Whatever was thrown, as a failure: an error of a library means that the file breaks the rules of its format. */
export function failureOf(thrown: unknown): ParseFailure {
  if (thrown instanceof ParseFailure) return thrown;
  if (thrown instanceof RangeError && /allocation|string length/i.test(thrown.message))
    return new ParseFailure('document-too-much-memory', thrown.message);
  return new ParseFailure('document-damaged', messageOf(thrown).slice(0, 500));
}

/** Ends the document early, with what was read so far: a limit was reached and the warning has been written. */
export class Truncation extends Error {}
