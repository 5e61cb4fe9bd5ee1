/**
 * `npm run bench [-- <name> …]`: the benchmarks of bench/, each a program; without a name a list of them. `--json`
 * alone means `speed --json`.
 */
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { childEnvironment } from '@/lib/config/environment';
import { AppError } from '@/lib/errors/app-error';
import { runProgram } from './product/run-program';
import { translate } from './product/translate';

const DEFAULT_BENCHMARK = 'speed';

await runProgram(async (language) => {
  const names = (await readdir('bench'))
    .filter((file) => /^[a-z-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length));
  const [first, ...others] = process.argv.slice(2);
  if (first === undefined) {
    process.stdout.write(`${translate(language, 'note.benchmarks', { names: names.join(', ') })}\n`);
    return;
  }
  const [name, args] = first.startsWith('--') ? [DEFAULT_BENCHMARK, [first, ...others]] : [first, others];
  if (!names.includes(name))
    throw new AppError({
      kind: 'invalid',
      code: 'unknown-benchmark',
      detail: name,
      values: { name, names: names.join(', ') },
    });
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', `bench/${name}.ts`, ...args], {
    env: childEnvironment(),
    stdio: 'inherit',
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('disconnect', () => child.kill('SIGTERM'));
  process.on('SIGINT', () => undefined);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  process.exit(code ?? 1);
});
