import 'server-only';
import type { DefinitionProblem } from '@/lib/analysis/check-definition';
import { AppError } from '@/lib/errors/app-error';

/** The error `report-definition-wrong`, with the place. */
export function definitionWrong({ place, detail }: DefinitionProblem): AppError {
  return new AppError({ kind: 'invalid', code: 'report-definition-wrong', detail, values: { place, detail } });
}
