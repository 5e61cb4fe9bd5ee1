/**
 * 200 runs while app, engine and PostgreSQL are really killed and cut off from each other (issue 2, section 6). `npm
 * run bench -- durability [--runs=200] [--seed=1]`. Exits 1 when a promise was broken. The short form of it is
 * e2e/durability.spec.ts.
 */
import { testDurability } from './support/durability';
import { Installation } from './support/installation';
import { describeMachine } from './support/measure';
import { seededRandom } from '@/lib/text/seeded-random';

const option = (name: string, fallback: number): number =>
  Number(process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1] ?? fallback);

const seed = option('seed', 1);
const installation = await Installation.start(['--prefill-tokens-per-second', '27000']);
try {
  const report = await testDurability(installation, {
    runs: option('runs', 200),
    concurrent: 12,
    everyMs: 2500,
    random: seededRandom(seed),
    faults: [
      'kill-app',
      'kill-app',
      'restart-postgres',
      'kill-app',
      'kill-engine',
      'kill-app',
      'cut-postgres',
      'kill-app',
      'cut-engine',
      'kill-app',
      'crash-postgres',
      'restart-app',
    ],
  });
  process.stdout.write(`${JSON.stringify({ machine: describeMachine(), seed, ...report }, null, 2)}\n`);
  if (Object.values(report.violations).some((count) => count !== 0)) process.exitCode = 1;
} finally {
  await installation.stop();
}
