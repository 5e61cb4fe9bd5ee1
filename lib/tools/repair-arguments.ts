import 'server-only';
import type { ErrorObject } from 'ajv/dist/2019.js';
import type { JsonObject } from '@/lib/tools/contracts';
import { isExactNumber } from '@/lib/tools/exact-number-contracts';
import { findErrors } from '@/lib/tools/validate-arguments';
import { stepsOf } from '@/lib/tools/internal/arguments/pointer-steps';
import type { Json } from '@/lib/tools/internal/openapi/json-access';

const MAX_REPAIRS = 20;
/** A number in JSON syntax: `007` is a code, and `1,000` is a text. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** The keywords that a validator reports for a text instead of a number or a boolean. */
const TYPE_KEYWORDS = new Set(['type', 'enum', 'const', 'anyOf', 'oneOf']);

/**
 * Converts numbers and booleans that a model wrote as texts (`"3"`, `"true"`) to the types of the schema. Only when the
 * text is exactly such a value, the schema accepts no text there, and all arguments are valid afterwards; otherwise
 * nothing is changed.
 * @returns null when they cannot be repaired this way
 * @throws AppError `tool-schema-invalid`, `tool-schema-slow`
 */
export function repairArguments(schema: JsonObject, input: JsonObject): JsonObject | null {
  const errors = Map.groupBy(findErrors(schema, 'tool', input), ({ instancePath }) => instancePath);
  let repaired: Json = input;
  let count = 0;
  for (const [pointer, found] of errors) {
    const steps = stepsOf(pointer);
    const written = steps.reduce<Json | undefined>(memberOf, input);
    const value =
      typeof written === 'string' && found.every(({ keyword }) => TYPE_KEYWORDS.has(keyword))
        ? wantedValue(written, found)
        : null;
    if (value === null) continue;
    count += 1;
    repaired = withValue(repaired, steps, value);
  }
  if (
    count === 0 ||
    count > MAX_REPAIRS ||
    typeof repaired !== 'object' ||
    repaired === null ||
    Array.isArray(repaired)
  )
    return null;
  return findErrors(schema, 'tool', repaired).length === 0 ? repaired : null;
}

function wantedValue(written: string, errors: readonly ErrorObject[]): number | boolean | null {
  const isWanted = (value: number | boolean, types: readonly string[]): boolean =>
    errors.some(({ keyword, params }) => {
      if (keyword === 'type') return [params.type].flat().some((type: unknown) => types.some((one) => one === type));
      return keyword === 'enum'
        ? Array.isArray(params.allowedValues) && params.allowedValues.includes(value)
        : keyword === 'const' && params.allowedValue === value;
    });
  if (written === 'true' || written === 'false')
    return isWanted(written === 'true', ['boolean']) ? written === 'true' : null;
  if (!JSON_NUMBER.test(written) || !isExactNumber(written) || Object.is(Number(written), -0)) return null;
  return isWanted(Number(written), ['number', 'integer']) ? Number(written) : null;
}

function memberOf(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(step)];
  return typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? value[step] : undefined;
}

function withValue(value: Json, [step, ...rest]: readonly string[], changed: number | boolean): Json {
  if (step === undefined) return changed;
  if (Array.isArray(value))
    return value.map((item, index) => (index === Number(step) ? withValue(item, rest, changed) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, name === step ? withValue(one, rest, changed) : one]),
  );
}
