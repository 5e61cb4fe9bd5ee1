/**
 * Problems of arguments (`argument-<rule>` in the error messages) and of their JSON Schema (`schema-…`). `other`: a
 * keyword without a message of its own.
 */
export const PROBLEM_RULES = [
  'required',
  'unknown',
  'type',
  'enum',
  'const',
  'minimum',
  'maximum',
  'above',
  'below',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minItems',
  'maxItems',
  'uniqueItems',
  'multipleOf',
  'alternatives',
  'not',
  'other',
  'too-long',
  'not-json',
  'not-object',
  'inexact-number',
  'too-deep',
  'characters',
  'not-finite',
  'property-name',
  'schema-too-long',
  'schema-too-large',
  'schema-not-schema',
  'schema-keyword',
  'schema-not-map',
  'schema-reference',
  'schema-not-object',
  'schema-other',
] as const;
export type ProblemRule = (typeof PROBLEM_RULES)[number];

/** One problem, shown in the reader's language. */
export interface ArgumentProblem {
  /** Property names from the outermost inwards; list positions count from 0. Empty: the whole value. */
  readonly path: readonly string[];
  /** The path by the titles of the tool's schema; undefined: no part of it has a title. */
  readonly title?: string | undefined;
  readonly rule: ProblemRule;
  /** What the schema requires: a number, types, values, a pattern. */
  readonly limit?: string | number | undefined;
}

/** Encodes problems as the value `problems` of an error: error values are texts and numbers only. */
export function writeProblems(problems: readonly ArgumentProblem[]): string {
  return JSON.stringify(problems);
}

/**
 * Decodes `writeProblems`. Parsed by hand: every screen shows errors, and zod would be a tenth of the initial download
 * of the chat.
 * @returns empty when there are none, or they cannot be read
 */
export function readProblems(value: string | number | undefined): readonly ArgumentProblem[] {
  if (typeof value !== 'string') return [];
  try {
    const read: unknown = JSON.parse(value);
    return Array.isArray(read) && read.every(isProblem)
      ? read.map((problem) => ({ ...problem, rule: knownRule(problem.rule) }))
      : [];
  } catch {
    return [];
  }
}

function isProblem(value: unknown): value is ArgumentProblem {
  if (typeof value !== 'object' || value === null || !('path' in value) || !('rule' in value)) return false;
  const { path, rule } = value;
  const title = 'title' in value ? value.title : undefined;
  const limit = 'limit' in value ? value.limit : undefined;
  return (
    Array.isArray(path) &&
    path.every((part) => typeof part === 'string') &&
    typeof rule === 'string' &&
    (title === undefined || typeof title === 'string') &&
    (limit === undefined || typeof limit === 'string' || typeof limit === 'number')
  );
}

/** A rule of a newer version has no message here. */
function knownRule(rule: string): ProblemRule {
  return PROBLEM_RULES.find((known) => known === rule) ?? 'other';
}
