import { z } from 'zod';

/** What one stage of `npm test` found. */
export interface StageResult {
  readonly passed: number;
  readonly failed: number;
  /** What to show of the failures, ready to read. */
  readonly failures: string;
}

const MAX_FAILURE_LINES = 30;

const vitestSchema = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: PlaywrightSuite[] | undefined;
  readonly specs?: z.infer<typeof specSchema>[] | undefined;
}
const specSchema = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(
    z.object({
      status: z.string(),
      projectName: z.string().optional(),
      results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })).optional() })),
    }),
  ),
});
const suiteSchema: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({ title: z.string(), suites: z.array(suiteSchema).optional(), specs: z.array(specSchema).optional() }),
);
const playwrightSchema = z.object({
  suites: z.array(suiteSchema),
  errors: z.array(z.object({ message: z.string().optional() })).default([]),
});

/**
 * Reads Vitest's JSON report. A file that could not be loaded and an error outside of tests count as one failure each.
 */
export function readVitestReport(report: unknown, exitCode: number): StageResult {
  const { testResults } = vitestSchema.parse(report);
  const tests = testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
  const failures = [
    ...tests
      .filter((test) => test.status === 'failed')
      .map((test) => `${test.fullName}\n${test.file}\n${shorten(test.failureMessages?.join('\n') ?? '')}`),
    ...testResults
      .filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'))
      .map((file) => `${file.name}\n${shorten(file.message ?? '')}`),
  ];
  return finish(tests.filter((test) => test.status === 'passed').length, failures, exitCode);
}

/** Reads Playwright's JSON report. A test that passed only when it was repeated has failed. */
export function readPlaywrightReport(report: unknown, exitCode: number): StageResult {
  const { suites, errors } = playwrightSchema.parse(report);
  const tests = suites
    .flatMap((suite) => collectSpecs(suite))
    .flatMap((spec) => spec.tests.map((test) => ({ spec, test })));
  const failures = [
    ...tests
      .filter(({ test }) => test.status === 'unexpected' || test.status === 'flaky')
      .map(({ spec, test }) => {
        const messages = test.results.flatMap((result) => result.errors ?? []).map((error) => error.message ?? '');
        return `${spec.title}${test.projectName === undefined || test.projectName === '' ? '' : ` [${test.projectName}]`}\n${spec.file}:${spec.line}\n${shorten(messages.join('\n'))}`;
      }),
    ...errors.map((error) => shorten(error.message ?? 'error outside of tests')),
  ];
  return finish(tests.filter(({ test }) => test.status === 'expected').length, failures, exitCode);
}

/** A checker that passes or not as a whole: types, lint, structure. */
export function readCheck(output: string, exitCode: number): StageResult {
  return exitCode === 0
    ? { passed: 1, failed: 0, failures: '' }
    : { passed: 0, failed: 1, failures: shorten(output, 120) };
}

function finish(passed: number, failures: readonly string[], exitCode: number): StageResult {
  const all =
    failures.length === 0 && exitCode !== 0 ? ['an error outside of the tests (see the output above)'] : failures;
  return { passed, failed: all.length, failures: all.join('\n\n') };
}

function collectSpecs(suite: PlaywrightSuite): z.infer<typeof specSchema>[] {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(collectSpecs)];
}

function shorten(text: string, lines = MAX_FAILURE_LINES): string {
  const all = text
    .replace(/\u001B\[[0-9;]*m/g, '')
    .trim()
    .split('\n');
  return all.length <= lines
    ? all.join('\n')
    : [...all.slice(0, lines), `… ${all.length - lines} more lines`].join('\n');
}
