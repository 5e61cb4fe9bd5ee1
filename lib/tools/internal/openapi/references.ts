import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { JsonObject } from '@/lib/tools/contracts';
import { asObject, asText, member, type Json } from '@/lib/tools/internal/openapi/json-access';

const MAX_HOPS = 20;

export interface Resolved {
  readonly value: JsonObject;
  /** The references that were followed, the last one first; empty when it was there itself. */
  readonly via: readonly string[];
}

/**
 * Follows `$ref` inside of the document. Other documents are never fetched: an address in a document is no reason to ask it.
 * @throws AppError `openapi-external-ref`, `openapi-ref-missing`, `openapi-ref-loop`
 */
export function resolveReference(document: JsonObject, given: Json | undefined): Resolved {
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
    current = lookUp(document, reference);
  }
}

/** What a JSON Pointer as a URI fragment (RFC 6901, section 6), beginning with `#/`, names in a document. */
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
  return new AppError({ kind: 'invalid', code, detail: 'a reference that cannot be followed', values: { reference: reference.slice(0, 200) } });
}
