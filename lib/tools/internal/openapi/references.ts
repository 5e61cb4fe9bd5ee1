import 'server-only';
import { AppError, isAppError } from '@/lib/errors/app-error';
import type { JsonObject } from '@/lib/tools/contracts';
import { asObject, asText, member, type Json } from '@/lib/tools/internal/openapi/json-access';
import { translatePattern } from '@/lib/tools/internal/openapi/translate-pattern';

const MAX_HOPS = 20;
/**
 * Most characters that one part of a document may cost when it is written out; about the size of the largest preview. A
 * document of 500 usual operations costs a tenth of it.
 */
const MAX_WRITTEN_CHARS = 20_000_000;
/** The cost of following one reference, in the same unit. */
const HOP_CHARS = 20;
const MAX_TRANSLATING_MS = 3_000;
/** This code ends the reading of the document, or of its part; every other code concerns one operation. */
export const DOCUMENT_TOO_LARGE = 'openapi-document-too-large';

export interface Resolved {
  readonly value: JsonObject;
  /** The references that were followed, the last one first; empty when the value was no reference. */
  readonly via: readonly string[];
}

/**
 * Resolves the references of one document. Each is looked up once, and everything that is copied from the document
 * counts against one budget: in a small document a thousand operations may refer to the same large schema.
 */
export class References {
  readonly #document: JsonObject;
  readonly #followed = new Map<string, Resolved>();
  readonly #patterns = new Map<string, string | null>();
  #translatingMs = 0;
  #left: number;

  constructor(document: JsonObject, maxChars = MAX_WRITTEN_CHARS) {
    this.#document = document;
    this.#left = maxChars;
  }

  /**
   * Follows a `$ref` within the document. Other documents are never fetched, whatever their addresses.
   * @throws AppError `openapi-external-ref`, `openapi-ref-missing`, `openapi-ref-loop`, `openapi-document-too-large`
   */
  resolve(given: Json | undefined): Resolved {
    const reference = asText(member(asObject(given), '$ref'));
    const resolved = (reference === undefined ? undefined : this.#followed.get(reference)) ?? this.#follow(given);
    if (reference !== undefined) this.#followed.set(reference, resolved);
    this.spend(1 + HOP_CHARS * resolved.via.length);
    return resolved;
  }

  /** The schema that a schema refers to; undefined when the reference cannot be followed. */
  find(given: JsonObject): JsonObject | undefined {
    try {
      return this.resolve(given).value;
    } catch (error) {
      if (!isAppError(error) || error.code === DOCUMENT_TOO_LARGE) throw error;
      return undefined;
    }
  }

  /** See `translatePattern`; of slow patterns only the first ones are translated. */
  translatePattern(pattern: string): string | null {
    const known = this.#patterns.get(pattern);
    if (known !== undefined) return known;
    if (this.#translatingMs > MAX_TRANSLATING_MS) return null;
    const startedMs = performance.now();
    const translated = translatePattern(pattern);
    this.#translatingMs += performance.now() - startedMs;
    this.#patterns.set(pattern, translated);
    return translated;
  }

  /**
   * Charges the budget for characters that are copied from the document.
   * @throws AppError `openapi-document-too-large`
   */
  spend(chars: number): void {
    this.#left -= chars;
    if (this.#left < 0)
      throw new AppError({
        kind: 'too-large',
        code: DOCUMENT_TOO_LARGE,
        detail: 'written out, the operations of the document are too large together',
      });
  }

  #follow(given: Json | undefined): Resolved {
    const via: string[] = [];
    let current = given;
    for (;;) {
      const value = asObject(current);
      const reference = asText(member(value, '$ref'));
      if (value === undefined) throw unusable('openapi-ref-missing', via[0] ?? '');
      if (reference === undefined) return { value, via };
      if (!reference.startsWith('#/')) throw unusable('openapi-external-ref', reference);
      if (via.includes(reference) || via.length > MAX_HOPS) throw unusable('openapi-ref-loop', reference);
      via.unshift(reference);
      current = lookUp(this.#document, reference);
    }
  }
}

/** Looks up a JSON Pointer in a URI fragment (RFC 6901, section 6) that begins with `#/`. */
export function lookUp(document: JsonObject, reference: string): Json | undefined {
  let current: Json | undefined = document;
  for (const part of reference.slice(2).split('/')) {
    const name = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(current)) current = /^\d{1,6}$/.test(name) ? current[Number(name)] : undefined;
    else current = member(asObject(current), name);
  }
  return current;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function unusable(code: string, reference: string): AppError {
  return new AppError({
    kind: 'invalid',
    code,
    detail: 'a reference that cannot be followed',
    values: { reference: reference.slice(0, 200) },
  });
}
