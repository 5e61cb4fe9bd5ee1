/**
 * What can be wrong with arguments (`argument-<rule>` among the errors' texts) or with their JSON Schema (`schema-…`).
 * `other`: a keyword that has no words of its own.
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

/** One problem, to be said in the reader's language. */
export interface ArgumentProblem {
  /** From the top down; places in lists are counted from 0. Empty: all of it. */
  readonly path: readonly string[];
  /** The path by the titles of the tool's schema; none: no part of it has one. */
  readonly title?: string | undefined;
  readonly rule: ProblemRule;
  /** What was wanted: a number, types, values, a pattern. */
  readonly limit?: string | number | undefined;
}

/** Problems as the value `problems` of an error: values are texts and numbers alone. */
export function writeProblems(problems: readonly ArgumentProblem[]): string {
  return JSON.stringify(problems);
}

/**
 * Parsed by hand: every screen shows errors, and zod would be a tenth of what the chat loads before anybody touches it.
 * @returns empty when there are none, or nobody can read them
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

/** A rule of a newer version has no words here. */
function knownRule(rule: string): ProblemRule {
  return PROBLEM_RULES.find((known) => known === rule) ?? 'other';
}
