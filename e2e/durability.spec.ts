import { expect, test } from '@playwright/test';
import { testDurability } from '@/bench/support/durability';
import { Installation } from '@/bench/support/installation';
import { seededRandom } from '@/lib/text/seeded-random';

// An installation of its own, whose parts are really killed; the long form is `npm run bench -- durability`.
test('no question and no answer is lost while app, engine and PostgreSQL are killed', async () => {
  test.setTimeout(240_000);
  const installation = await Installation.start(['--prefill-tokens-per-second', '27000']);
  try {
    const report = await testDurability(installation, {
      runs: 14,
      concurrent: 8,
      everyMs: 1500,
      faults: ['kill-app', 'restart-postgres', 'kill-app', 'kill-engine', 'restart-app', 'crash-postgres'],
      random: seededRandom(7),
    });
    expect(report.violations).toEqual(Object.fromEntries(Object.keys(report.violations).map((name) => [name, 0])));
    expect(report.outcomes.completed ?? 0).toBeGreaterThan(0);
    expect(Object.keys(report.faults).length).toBeGreaterThan(2);
  } finally {
    await installation.stop();
  }
});
