/** `npm test [-- stage …]`: every check there is; the last line is `N passed, N failed`. */
import { terminalLanguage } from '@/lib/config/environment';
import { AppError } from '@/lib/errors/app-error';
import { generateClient } from './product/prepare-app';
import { silentReporter } from './product/reporter';
import { stopTools } from './product/run-tool';
import { explainError, translate } from './product/translate';
import type { StageResult } from './testing/stage-result';
import { STAGES, type Stage } from './testing/stages';

const language = terminalLanguage();
const NAME_WIDTH = 12;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopTools();
    process.exit(130);
  });
}
process.on('disconnect', () => {
  stopTools();
  process.exit(130);
});

function chooseStages(names: readonly string[]): readonly Stage[] {
  const unknown = names.find((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    throw new AppError({ kind: 'invalid', code: 'unknown-stage', detail: unknown, values: { name: unknown, stages: STAGES.map((stage) => stage.name).join(', ') } });
  }
  return names.length === 0 ? STAGES : STAGES.filter((stage) => names.includes(stage.name));
}

/** A stage that breaks, or that runs nothing, has failed: silence must not look like success. */
async function runStage(stage: Stage): Promise<StageResult> {
  try {
    const result = await stage.run();
    if (result.passed + result.failed > 0) return result;
    return { passed: 0, failed: 1, failures: translate(language, 'test.nothing', { stage: stage.name }) };
  } catch (error) {
    return { passed: 0, failed: 1, failures: explainError(language, error) };
  }
}

/** Runs a stage and prints how it went. */
async function tellStage(stage: Stage): Promise<StageResult> {
  const started = performance.now();
  process.stdout.write(`▸ ${stage.name}\n`);
  const result = await runStage(stage);
  if (result.failures !== '') process.stdout.write(`\n${result.failures.replace(/^/gm, '    ')}\n\n`);
  if (result.repeated !== undefined && result.repeated !== '') process.stdout.write(`${result.repeated.replace(/^/gm, '  ↻ ')}\n`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(7);
  process.stdout.write(`${result.failed === 0 ? '✓' : '✗'} ${stage.name.padEnd(NAME_WIDTH)} ${result.passed} passed, ${result.failed} failed ${seconds} s\n`);
  return result;
}

async function main(): Promise<void> {
  const stages = chooseStages(process.argv.slice(2).filter((argument) => !argument.startsWith('--')));
  await generateClient(silentReporter);
  const results = await Promise.all(stages.filter(({ isCheck }) => isCheck).map(tellStage));
  for (const stage of stages.filter(({ isCheck }) => !isCheck)) results.push(await tellStage(stage));
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stdout.write(`${explainError(language, error)}\n0 passed, 1 failed\n`);
  process.exitCode = 1;
}).finally(() => {
  // The channel to the bootstrap would keep this process waiting.
  process.exit();
});
