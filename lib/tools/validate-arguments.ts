import 'server-only';
import { createHash } from 'node:crypto';
import { Ajv2019, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describeErrors } from '@/lib/tools/internal/arguments/describe-errors';
import { invalidAt, valuesOf, type Invalid } from '@/lib/tools/invalid-arguments';
import { prepareSchema, type SchemaUse } from '@/lib/tools/internal/arguments/prepare-schema';
import { runBounded, type Bounded } from '@/lib/tools/internal/arguments/run-bounded';
import { AppError, isAppError } from '@/lib/errors/app-error';
import type { JsonObject } from '@/lib/tools/contracts';
import type { SchemaNote } from '@/lib/tools/schema-note-contracts';

/**
 * Compiling a large regular schema takes some 30 ms, checking arguments less than 1 ms: a schema that takes much longer
 * is hostile or broken.
 */
const COMPILE_TIMEOUT_MS = 2_000;
const VALIDATE_TIMEOUT_MS = 250;
/**
 * Milliseconds for which a schema that was too slow or invalid is not tried again: each attempt blocks the whole
 * process.
 */
const BLOCK_MS = 60_000;
const MAX_CACHED = 500;
const MAX_LISTED_CHARS = 500;

interface Compiled {
  readonly validate: ValidateFunction;
  readonly notes: readonly SchemaNote[];
  blockedUntilMs: number;
}

/** Why it could not be compiled. */
interface Failed {
  readonly error: AppError;
  readonly untilMs: number;
}

declare global {
  var yikaArgumentValidators: Map<string, Compiled | Failed> | undefined;
}

const OPTIONS: Options = {
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allowUnionTypes: true,
  coerceTypes: false,
  useDefaults: false,
  removeAdditional: false,
  allErrors: true,
  validateSchema: true,
  unicodeRegExp: true,
  logger: false,
};

/**
 * @returns which parts of it are not checked
 * @throws AppError `tool-schema-invalid` when a schema cannot be used, with the place and the reason;
 * `tool-schema-slow`
 */
export function requireUsableSchema(schema: JsonObject, use: SchemaUse): readonly SchemaNote[] {
  return compiled(schema, use).notes;
}

/**
 * Validates arguments against a schema; nothing is converted, filled in or removed.
 * @returns the problems, or null
 * @throws AppError `tool-schema-invalid`, `tool-schema-slow`
 */
export function validateArguments(schema: JsonObject, use: SchemaUse, input: JsonObject): Invalid | null {
  return checkAgainst(schema, use, input, (errors) => describeErrors(errors, schema));
}

/**
 * The errors of the validator; empty when the arguments are valid.
 * @throws AppError `tool-schema-invalid`, `tool-schema-slow`
 */
export function findErrors(schema: JsonObject, use: SchemaUse, input: JsonObject): readonly ErrorObject[] {
  return checkAgainst(schema, use, input, (errors) => [...errors]) ?? [];
}

function checkAgainst<Described>(
  schema: JsonObject,
  use: SchemaUse,
  input: JsonObject,
  describe: (errors: readonly ErrorObject[]) => Described,
): Described | null {
  const entry = compiled(schema, use);
  const nowMs = Date.now();
  if (entry.blockedUntilMs > nowMs) throw tooSlow();
  const outcome = runGuarded(VALIDATE_TIMEOUT_MS, () =>
    entry.validate(input) ? null : describe(entry.validate.errors ?? []),
  );
  if (outcome.done) return outcome.result;
  entry.blockedUntilMs = nowMs + BLOCK_MS;
  throw tooSlow();
}

function compiled(schema: JsonObject, use: SchemaUse): Compiled {
  const cache = (globalThis.yikaArgumentValidators ??= new Map<string, Compiled | Failed>());
  const key = `${use}:${createHash('sha256').update(JSON.stringify(schema)).digest('base64')}`;
  const known = cache.get(key);
  if (known !== undefined && 'validate' in known) return known;
  if (known !== undefined && known.untilMs > Date.now()) throw known.error;
  const entry = compileOnce(schema, use);
  cache.delete(key);
  const oldest = cache.size >= MAX_CACHED ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, entry);
  if ('error' in entry) throw entry.error;
  return entry;
}

function compileOnce(schema: JsonObject, use: SchemaUse): Compiled | Failed {
  try {
    const outcome = runGuarded(COMPILE_TIMEOUT_MS, () => {
      const prepared = prepareSchema(schema, use);
      return { validate: compile(prepared.schema, use), notes: prepared.notes };
    });
    if (outcome.done) return { ...outcome.result, blockedUntilMs: 0 };
    throw tooSlow();
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { error, untilMs: Date.now() + BLOCK_MS };
  }
}

/** In 2019-09 `items` may still be a list; otherwise both drafts are the same here. */
function compile(schema: JsonObject, use: SchemaUse): ValidateFunction {
  const isListOfItems = JSON.stringify(schema).includes('"items":[');
  // An unusual schema (`if` without `then`) is no reason to refuse a tool; unknown keywords were removed before.
  const options = { ...OPTIONS, strictSchema: use !== 'tool' };
  const ajv = isListOfItems ? new Ajv2019(options) : new Ajv2020(options);
  addFormats(ajv, { mode: 'full' });
  return ajv.compile(schema);
}

/** An error that a hostile schema causes (stack overflow, invalid pattern) is a property of the schema, not a bug. */
function runGuarded<Result>(timeoutMs: number, work: () => Result): Bounded<Result> {
  try {
    return runBounded(timeoutMs, work);
  } catch (error) {
    if (isAppError(error)) throw error;
    const detail = (error instanceof Error ? error.message : 'unusable').slice(0, MAX_LISTED_CHARS);
    throw new AppError({
      kind: 'invalid',
      code: 'tool-schema-invalid',
      detail,
      values: valuesOf(invalidAt(detail, { rule: 'schema-other', limit: detail })),
      cause: error,
    });
  }
}

function tooSlow(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'tool-schema-slow',
    detail: 'checking arguments against this schema takes too long',
  });
}
