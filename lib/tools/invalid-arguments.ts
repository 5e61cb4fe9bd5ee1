import 'server-only';
import { writeProblems, type ArgumentProblem } from '@/lib/tools/argument-problem-contracts';
import type { ToolError } from '@/lib/tools/contracts';

/** Why arguments, or their schema, are invalid. */
export interface Invalid {
  /** In English, precise enough for the model to correct it. */
  readonly detail: string;
  /** The same for people, in their language. */
  readonly problems: readonly ArgumentProblem[];
}

/** One problem of arguments; without `path` it is about the whole object. */
export function invalidAt(
  detail: string,
  problem: Omit<ArgumentProblem, 'path'> & { readonly path?: string[] },
): Invalid {
  return { detail, problems: [{ path: [], ...problem }] };
}

/** The values of an error. */
export function valuesOf({ detail, problems }: Invalid): { readonly detail: string; readonly problems: string } {
  return { detail, problems: writeProblems(problems) };
}

/** Invalid arguments as the error of a call. */
export function invalidArguments(invalid: Invalid): ToolError {
  return { code: 'tool-arguments-invalid', values: valuesOf(invalid) };
}
