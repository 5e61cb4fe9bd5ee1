import 'server-only';
import type { ErrorObject } from 'ajv/dist/2019.js';
import type { ArgumentProblem, ProblemRule } from '@/lib/tools/argument-problem-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import type { Invalid } from '@/lib/tools/invalid-arguments';
import { stepsOf } from '@/lib/tools/internal/arguments/pointer-steps';
import { argumentNames } from '@/lib/tools/argument-names';

const MAX_LISTED = 3;
const MAX_LISTED_CHARS = 500;
const MAX_LIMIT_CHARS = 200;
const MAX_NAME_CHARS = 80;
const MAX_STEPS = 8;

const RULES = new Map<string, ProblemRule>([
  ['required', 'required'],
  ['dependentRequired', 'required'],
  ['additionalProperties', 'unknown'],
  ['unevaluatedProperties', 'unknown'],
  ['type', 'type'],
  ['enum', 'enum'],
  ['const', 'const'],
  ['minimum', 'minimum'],
  ['maximum', 'maximum'],
  ['exclusiveMinimum', 'above'],
  ['exclusiveMaximum', 'below'],
  ['minLength', 'minLength'],
  ['maxLength', 'maxLength'],
  ['pattern', 'pattern'],
  ['format', 'format'],
  ['minItems', 'minItems'],
  ['maxItems', 'maxItems'],
  ['uniqueItems', 'uniqueItems'],
  ['multipleOf', 'multipleOf'],
  ['anyOf', 'alternatives'],
  ['oneOf', 'alternatives'],
  ['not', 'not'],
]);
/** The parameter in which Ajv reports the required value, where it is not `limit`. */
const LIMITS = new Map([
  ['type', 'type'],
  ['enum', 'allowedValues'],
  ['const', 'allowedValue'],
  ['pattern', 'pattern'],
  ['format', 'format'],
  ['multipleOf', 'multipleOf'],
]);
const ALTERNATIVES = new Set(['anyOf', 'oneOf']);

/**
 * Ajv's errors for the model and for people; of many only the first ones.
 * @param schema its titles name the arguments
 */
export function describeErrors(errors: readonly ErrorObject[], schema: JsonObject): Invalid {
  const described = new Set(errors.map(describeOne));
  return {
    detail: [...described].slice(0, MAX_LISTED).join('; ').slice(0, MAX_LISTED_CHARS),
    problems: problemsOf(errors, schema),
  };
}

function describeOne({ instancePath, message, keyword, params }: ErrorObject): string {
  const at = instancePath === '' ? 'arguments' : instancePath;
  const named = unknownName(params);
  if (named !== undefined) return `${at}: unknown property ${JSON.stringify(named)}`;
  if (keyword === 'enum') return `${at}: must be one of ${JSON.stringify(params.allowedValues).slice(0, 300)}`;
  if (keyword === 'const') return `${at}: must be ${JSON.stringify(params.allowedValue).slice(0, 300)}`;
  return `${at}: ${message ?? keyword}`;
}

function problemsOf(errors: readonly ErrorObject[], schema: JsonObject): ArgumentProblem[] {
  // The errors of the single alternatives add nothing to "none of them fits".
  const alternatives = errors
    .filter(({ keyword }) => ALTERNATIVES.has(keyword))
    .map(({ schemaPath }) => `${schemaPath}/`);
  const found = errors
    .filter(({ schemaPath }) => !alternatives.some((path) => schemaPath.startsWith(path)))
    .map((error) => problemOf(error, schema));
  return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()].slice(0, MAX_LISTED);
}

function problemOf({ instancePath, keyword, params }: ErrorObject, schema: JsonObject): ArgumentProblem {
  const rule = RULES.get(keyword) ?? 'other';
  const missing: unknown = params.missingProperty;
  const named =
    rule === 'unknown'
      ? unknownName(params)
      : rule === 'required' && typeof missing === 'string'
        ? missing.slice(0, MAX_NAME_CHARS)
        : undefined;
  const path = [
    ...stepsOf(instancePath).map((step) => step.slice(0, MAX_NAME_CHARS)),
    ...(named === undefined ? [] : [named]),
  ].slice(0, MAX_STEPS);
  const title = titleOf(path, schema);
  const limit = rule === 'other' ? keyword : limitOf(keyword, params);
  return { path, rule, ...(title === undefined ? {} : { title }), ...(limit === undefined ? {} : { limit }) };
}

function unknownName(params: ErrorObject['params']): string | undefined {
  const named: unknown = params.additionalProperty ?? params.unevaluatedProperty;
  return typeof named === 'string' ? named.slice(0, MAX_NAME_CHARS) : undefined;
}

/** The path by titles, `商品 › 2 › 新价`; list items, which have no name, are counted from one. */
function titleOf(path: readonly string[], schema: JsonObject): string | undefined {
  const names = argumentNames(schema);
  let isTitled = false;
  const parts: string[] = [];
  const here: string[] = [];
  for (const step of path) {
    const known = names.find(
      (name) => name.path.length === here.length + 1 && [...here, step].every((one, index) => one === name.path[index]),
    );
    if (known !== undefined) {
      here.push(step);
      isTitled ||= known.title !== step;
    }
    parts.push(known?.title ?? (/^\d+$/.test(step) ? String(Number(step) + 1) : step));
  }
  return isTitled ? parts.join(' › ') : undefined;
}

function limitOf(keyword: string, params: ErrorObject['params']): string | number | undefined {
  const given: unknown = params[LIMITS.get(keyword) ?? 'limit'];
  if (given === undefined || typeof given === 'number') return given;
  const text = Array.isArray(given) ? given.map(textOf).join(', ') : textOf(given);
  return text.slice(0, MAX_LIMIT_CHARS).toWellFormed();
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
