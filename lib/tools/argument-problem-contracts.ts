import { z } from 'zod';

/** What can be wrong with arguments (`argument-<rule>` among the errors' texts) or with their JSON Schema (`schema-…`). `other`: a keyword that has no words of its own. */
export const PROBLEM_RULES = [
  'required', 'unknown', 'type', 'enum', 'const', 'minimum', 'maximum', 'above', 'below', 'minLength', 'maxLength', 'pattern', 'format', 'minItems', 'maxItems', 'uniqueItems', 'multipleOf',
  'alternatives', 'not', 'other',
  'too-long', 'not-json', 'not-object', 'inexact-number', 'too-deep', 'characters', 'not-finite', 'property-name',
  'schema-too-long', 'schema-too-large', 'schema-not-schema', 'schema-keyword', 'schema-not-map', 'schema-reference', 'schema-not-object', 'schema-other',
] as const;
export const problemRuleSchema = z.enum(PROBLEM_RULES);
export type ProblemRule = z.infer<typeof problemRuleSchema>;

/** One problem, to be said in the reader's language. */
export const argumentProblemSchema = z.object({
  /** From the top down; places in lists are counted from 0. Empty: all of it. */
  path: z.array(z.string()),
  /** The path by the titles of the tool's schema; none: no part of it has one. */
  title: z.string().optional(),
  /** A rule of a newer version has no words here. */
  rule: problemRuleSchema.catch('other'),
  /** What was wanted: a number, types, values, a pattern. */
  limit: z.union([z.string(), z.number()]).optional(),
});
export type ArgumentProblem = z.infer<typeof argumentProblemSchema>;

/** Problems as the value `problems` of an error: values are texts and numbers alone. */
export function writeProblems(problems: readonly ArgumentProblem[]): string {
  return JSON.stringify(problems);
}

/** @returns empty when there are none, or nobody can read them */
export function readProblems(value: string | number | undefined): readonly ArgumentProblem[] {
  if (typeof value !== 'string') return [];
  try {
    return z.array(argumentProblemSchema).catch([]).parse(JSON.parse(value));
  } catch {
    return [];
  }
}
