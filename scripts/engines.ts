/**
 * `npm run engines -- [llama.cpp=<program>] [vllm=<program>] [url=<address>] [--record]`: runs the conformance suite of
 * scripts/engines against real inference servers with a tiny qwen3 model. A name without a program is looked for on
 * PATH; without arguments that is llama.cpp. See docs/engines.md.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { getConfig } from '@/lib/config/config';
import { selfTest } from '@/lib/engine/self-test';
import { AppError } from '@/lib/errors/app-error';
import { CHECKS, connectedEngine } from './engines/conformance';
import { prepareModel } from './engines/model-files';
import { startEngine, type EngineName } from './engines/start-engine';
import { LLAMA_VARIANTS, type Start } from './engines/variants';
import { compareWire, recordWire } from './engines/wire-record';
import { runProgram } from './product/run-program';

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly seen: string;
}

const PROGRAMS: Readonly<Record<EngineName, string>> = { 'llama.cpp': 'llama-server', vllm: 'vllm' };
const FLAGS: Readonly<Record<EngineName, readonly string[]>> = {
  'llama.cpp': ['--jinja', '--metrics', '-np', '3', '-c', '24576'],
  vllm: [],
};
const SHARED_FLAGS = ['-c', '32768', '--jinja', '--metrics'];
const SEEN_LENGTH = 90;
const isRecording = process.argv.includes('--record');

await runProgram(async () => {
  const folder = path.resolve(getConfig().DATA_DIR, 'engines');
  await mkdir(folder, { recursive: true });
  const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  let failed = 0;
  for (const argument of wanted.length === 0 ? ['llama.cpp'] : wanted) {
    const [name = '', value] = argument.split('=', 2);
    if (name === 'url' && value !== undefined) failed += await testEngine(name, value.replace(/\/v1$/, ''));
    else if (isEngineName(name)) failed += await testProgram(name, value ?? PROGRAMS[name], folder);
    else throw new AppError({ kind: 'invalid', code: 'unknown-engine', detail: name, values: { name } });
  }
  process.exitCode = failed === 0 ? 0 : 1;
  if (failed > 0) process.exit(1);
});

function isEngineName(name: string): name is EngineName {
  return Object.hasOwn(PROGRAMS, name);
}

async function testProgram(name: EngineName, program: string, folder: string): Promise<number> {
  const files = await prepareModel(folder);
  const start: Start = (flags, port) =>
    startEngine({ name, program, files, flags, folder, ...(port === undefined ? {} : { port }) });
  const engine = await start(FLAGS[name]);
  let failed = 0;
  try {
    failed += await testEngine(name, engine.url);
  } finally {
    await engine.kill();
  }
  if (name !== 'llama.cpp') return failed;
  const recorded = await start(SHARED_FLAGS);
  try {
    failed += await testWire(name, recorded.url, recorded.port);
  } finally {
    await recorded.kill();
  }
  for (const { name: check, run } of LLAMA_VARIANTS) failed += show({ name: check, ...(await run(start)) });
  return failed;
}

async function testEngine(name: string, url: string): Promise<number> {
  const tested = await selfTest({ root: url });
  const { make, version } = tested.capabilities;
  process.stdout.write(`\n${name} ${version ?? ''}\n`);
  let failed = show({ name: 'self-test', ok: make !== 'unknown', seen: JSON.stringify(tested.capabilities) });
  for (const step of tested.steps) show({ ...step, name: `self-test: ${step.name}`, seen: step.detail });
  const engine = connectedEngine(url, tested);
  for (const check of CHECKS) failed += show({ name: check.name, ...(await check.run(engine)) });
  return failed;
}

async function testWire(name: string, url: string, port: number): Promise<number> {
  const { model, capabilities } = await selfTest({ root: url });
  const engine = `${name}-${(capabilities.version ?? 'unknown').replace(/-.*$/, '')}`;
  if (isRecording) return show({ name: 'wire recorded', ok: true, seen: await recordWire(port, model, engine) });
  const different = await compareWire(port, model, engine);
  const seen = different === null ? `no record of ${engine}; run with --record` : different.join(', ');
  return show({ name: 'matches its record', ok: different?.length === 0, seen: seen === '' ? engine : seen });
}

/** Prints a row; 1 when it failed. */
function show({ name, ok, seen }: Outcome): number {
  process.stdout.write(
    `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(44)}  ${seen.replace(/\s+/g, ' ').slice(0, SEEN_LENGTH)}\n`,
  );
  return ok ? 0 : 1;
}
