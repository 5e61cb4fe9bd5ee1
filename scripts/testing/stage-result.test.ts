import { expect, it } from 'vitest';
import { readPlaywrightReport } from './stage-result';

const spec = (title: string, status: string, message?: string) => ({
  title,
  file: 'x.spec.ts',
  line: 3,
  tests: [{ status, projectName: 'end-to-end', results: [{ errors: message === undefined ? [] : [{ message }] }] }],
});
const report = (...specs: ReturnType<typeof spec>[]) => ({ suites: [{ title: 'x.spec.ts', specs }], errors: [] });

it('counts a test that passed only when it was repeated as failed', () => {
  const result = readPlaywrightReport(report(spec('sure', 'expected'), spec('flaky', 'flaky', 'Timed out')), 0);
  expect(result).toMatchObject({ passed: 1, failed: 1 });
  expect(result.failures).toBe('flaky [end-to-end]\nx.spec.ts:3\nTimed out');
});

it('counts a test that was left out as neither', () => {
  expect(readPlaywrightReport(report(spec('left out', 'skipped')), 0)).toMatchObject({ passed: 0, failed: 0 });
});
