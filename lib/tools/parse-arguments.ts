import 'server-only';
import type { JsonObject } from '@/lib/tools/contracts';
import { jsonObjectSchema } from '@/lib/tools/contracts';
import { findInexactNumber, isExactValue } from '@/lib/tools/exact-number-contracts';
import { invalidAt, type Invalid } from '@/lib/tools/invalid-arguments';

export const MAX_ARGUMENT_CHARS = 65_536;
const MAX_DEPTH = 24;
const MAX_NUMBER_CHARS = 40;

export type ParsedArguments =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly problem: Invalid };

/**
 * Parses arguments as the model or a person wrote them. Refuses texts that readers could understand differently:
 * numbers that a double cannot represent exactly, lone surrogates, NUL (PostgreSQL stores neither), and anything but a
 * JSON object. Nothing is repaired and no type is changed.
 */
export function parseArguments(text: string): ParsedArguments {
  if (text.length > MAX_ARGUMENT_CHARS)
    return {
      ok: false,
      problem: invalidAt(`longer than ${MAX_ARGUMENT_CHARS} characters`, {
        rule: 'too-long',
        limit: MAX_ARGUMENT_CHARS,
      }),
    };
  // Most models write nothing when a tool has no arguments.
  if (text.trim() === '') return { ok: true, value: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: invalidAt('not valid JSON', { rule: 'not-json' }) };
  }
  const changed = findInexactNumber(text);
  return changed === null ? checkArguments(value) : { ok: false, problem: inexact(changed.slice(0, MAX_NUMBER_CHARS)) };
}

/** The same for arguments that a browser sent as parsed JSON. */
export function checkArguments(value: unknown): ParsedArguments {
  const problem = findProblem(value);
  if (problem !== null) return { ok: false, problem };
  const parsed = jsonObjectSchema.safeParse(value);
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, problem: NOT_AN_OBJECT };
}

const NOT_AN_OBJECT = invalidAt('must be a JSON object', { rule: 'not-object' });

function inexact(number: string): Invalid {
  return invalidAt(`the number ${number} cannot be represented exactly; write it as a string if the schema allows it`, {
    rule: 'inexact-number',
    limit: number,
  });
}

/** Not recursive: 60,000 opening brackets must not overflow the stack. */
function findProblem(root: unknown): Invalid | null {
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return NOT_AN_OBJECT;
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (depth > MAX_DEPTH) return invalidAt(`nested deeper than ${MAX_DEPTH}`, { rule: 'too-deep', limit: MAX_DEPTH });
    if (typeof value === 'string' && !isStorable(value))
      return invalidAt('contains characters that are not allowed (NUL or half a surrogate pair)', {
        rule: 'characters',
      });
    if (typeof value === 'number' && !Number.isFinite(value))
      return invalidAt('contains a number that is not finite', { rule: 'not-finite' });
    // It may have been another number before it was parsed.
    if (typeof value === 'number' && !isExactValue(value)) return inexact(String(value));
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, one] of Object.entries(value)) {
      if (!isStorable(key) || key === '__proto__')
        return invalidAt('contains a property name that is not allowed', { rule: 'property-name' });
      open.push({ value: one, depth: depth + 1 });
    }
  }
  return null;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
