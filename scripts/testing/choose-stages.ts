import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/errors/app-error';
import { STAGES, type Stage } from './stages';

/** A stage to run: all of it, or only these test files. */
export interface ChosenStage {
  readonly stage: Stage;
  readonly files: readonly string[];
}

/**
 * What the arguments of `npm test` ask for, in the order of the stages: names of stages, and test files (with a line,
 * if wanted), each run by the stage that it belongs to. Without any, everything.
 * @throws AppError `unknown-stage` for what is neither
 */
export function chooseStages(names: readonly string[]): ChosenStage[] {
  const unknown = names.find((name) => stageOf(name) === undefined);
  if (unknown !== undefined) {
    const values = { name: unknown, stages: STAGES.map(({ name }) => name).join(', ') };
    throw new AppError({ kind: 'invalid', code: 'unknown-stage', detail: unknown, values });
  }
  return STAGES.flatMap((stage): ChosenStage[] => {
    const own = names.filter((name) => stageOf(name) === stage.name);
    if (names.length === 0 || own.includes(stage.name)) return [{ stage, files: [] }];
    return own.length === 0 ? [] : [{ stage, files: own.map((name) => path.resolve(name)) }];
  });
}

function stageOf(name: string): string | undefined {
  if (STAGES.some((stage) => stage.name === name)) return name;
  const file = path.relative('.', name).replace(/:\d+$/, '');
  if (!existsSync(file)) return undefined;
  if (/^e2e[\\/]access[\\/][^\\/]+\.spec\.ts$/.test(file)) return 'access';
  if (/^e2e[\\/][^\\/]+\.spec\.ts$/.test(file)) return 'end-to-end';
  if (file.endsWith('.db.test.ts')) return 'database';
  return /\.test\.tsx?$/.test(file) ? 'unit' : undefined;
}
