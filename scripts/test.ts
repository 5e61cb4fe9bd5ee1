/**
 * `npm test [-- stage or test file …]`: every check there is, or the chosen ones; the last line is `N passed, N
 * failed`.
 */
import { terminalLanguage } from '@/lib/config/environment';
import { generateClient } from './product/prepare-app';
import { silentReporter } from './product/reporter';
import { stopTools } from './product/run-tool';
import { explainError, translate } from './product/translate';
import { chooseStages, type ChosenStage } from './testing/choose-stages';
import type { StageResult } from './testing/stage-result';

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

/** A stage that breaks, or that runs nothing, has failed: silence must not look like success. */
async function runStage({ stage, files }: ChosenStage): Promise<StageResult> {
  try {
    const result = await stage.run(files);
    if (result.passed + result.failed > 0) return result;
    return { passed: 0, failed: 1, failures: translate(language, 'test.nothing', { stage: stage.name }) };
  } catch (error) {
    return { passed: 0, failed: 1, failures: explainError(language, error) };
  }
}

/** Runs a stage and prints how it went. */
async function reportStage(chosen: ChosenStage): Promise<StageResult> {
  const started = performance.now();
  const { name } = chosen.stage;
  process.stdout.write(`▸ ${name}\n`);
  const result = await runStage(chosen);
  if (result.failures !== '') process.stdout.write(`\n${result.failures.replace(/^/gm, '    ')}\n\n`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(7);
  process.stdout.write(
    `${result.failed === 0 ? '✓' : '✗'} ${name.padEnd(NAME_WIDTH)} ${result.passed} passed, ${result.failed} failed ${seconds} s\n`,
  );
  return result;
}

async function main(): Promise<void> {
  const stages = chooseStages(process.argv.slice(2).filter((argument) => !argument.startsWith('--')));
  await generateClient(silentReporter);
  const results: StageResult[] = [];
  for (const group of new Set(stages.map(({ stage }) => stage.group)))
    results.push(...(await Promise.all(stages.filter(({ stage }) => stage.group === group).map(reportStage))));
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main()
  .catch((error: unknown) => {
    process.stdout.write(`${explainError(language, error)}\n0 passed, 1 failed\n`);
    process.exitCode = 1;
  })
  .finally(() => {
    // The channel to the bootstrap would keep this process waiting.
    process.exit();
  });
