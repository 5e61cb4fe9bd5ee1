import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { hasCode } from '@/lib/db/inspect-process';
import { buildApp } from '../product/prepare-app';
import { silentReporter } from '../product/reporter';
import { runTool } from '../product/run-tool';
import { ensureBrowser } from './ensure-browser';
import { readCheck, readPlaywrightReport, readVitestReport, type StageResult } from './stage-result';

export interface Stage {
  readonly name: string;
  /** Stages of one group run together, the groups one after the other. */
  readonly group: 'checks' | 'database' | 'product';
  /** @param files of a stage of tests: only these, by their whole path */
  run(files: readonly string[]): Promise<StageResult>;
}

const CHECKED_FOLDERS = ['app', 'components', 'lib', 'e2e', 'bench', 'scripts'];

/** The stages of `npm test`, in order: the quick ones first. */
export const STAGES: readonly Stage[] = [
  { name: 'types', group: 'checks', run: checkTypes },
  { name: 'lint', group: 'checks', run: lint },
  {
    name: 'structure',
    group: 'checks',
    run: () =>
      check('node_modules/.bin/depcruise', [
        '--config',
        '.dependency-cruiser.mjs',
        ...CHECKED_FOLDERS.filter((folder) => existsSync(folder)),
      ]),
  },
  { name: 'build', group: 'checks', run: build },
  { name: 'unit', group: 'checks', run: testUnits },
  { name: 'database', group: 'database', run: (files) => runVitest('database', files) },
  { name: 'end-to-end', group: 'product', run: runBrowserTests },
  // One worker: it fills what the browsers leave of the cores.
  { name: 'access', group: 'product', run: (files) => runPlaywright('access', files, ['--workers=1']) },
];

async function check(command: string, args: readonly string[]): Promise<StageResult> {
  const { code, output } = await runTool(command, args);
  return readCheck(output, code);
}

let routeTypes: ReturnType<typeof runTool> | undefined;

/** A check that needs types. Next.js writes declarations of its own (routes, style sheets) that a fresh clone lacks. */
async function checkTyped(command: string, args: readonly string[]): Promise<StageResult> {
  routeTypes ??= runTool(process.execPath, ['node_modules/next/dist/bin/next', 'typegen'], {
    NEXT_TELEMETRY_DISABLED: '1',
  });
  const { code, output } = await routeTypes;
  return code === 0 ? check(command, args) : readCheck(output, code);
}

/** The formatter first: it takes a second, and what it refuses `npm run format` repairs. */
async function lint(): Promise<StageResult> {
  const { code, output } = await runTool('node_modules/.bin/biome', ['format', '.', '--colors=off']);
  if (code !== 0) return readCheck(`${output}\nRun: npm run format`, code);
  return checkTyped('node_modules/.bin/eslint', [
    '.',
    '--max-warnings=0',
    '--cache',
    '--cache-location',
    'node_modules/.cache/eslint/',
  ]);
}

let typesCheck: Promise<StageResult> | undefined;

function checkTypes(): Promise<StageResult> {
  typesCheck = checkTyped('node_modules/.bin/tsc', ['--noEmit', '--pretty', 'false']);
  return typesCheck;
}

/**
 * What needs more than one core begins when the types are checked, if they are: lint alone leaves the other one idle.
 */
async function whenTypesAreChecked(): Promise<void> {
  await typesCheck?.catch(() => undefined);
}

async function testUnits(files: readonly string[]): Promise<StageResult> {
  await whenTypesAreChecked();
  return runVitest('unit', files);
}

/** What the browser tests look at. It writes the declarations anew that the check of types reads. */
async function build(): Promise<StageResult> {
  await whenTypesAreChecked();
  await buildApp(silentReporter);
  return { passed: 1, failed: 0, failures: '' };
}

async function runVitest(project: string, files: readonly string[]): Promise<StageResult> {
  return withReport(async (file) => {
    const { code, output } = await runTool('node_modules/.bin/vitest', [
      'run',
      '--project',
      project,
      '--reporter=json',
      `--outputFile=${file}`,
      '--no-color',
      ...files,
    ]);
    return { code, output, read: readVitestReport };
  });
}

async function runBrowserTests(files: readonly string[]): Promise<StageResult> {
  await ensureBrowser();
  return runPlaywright('end-to-end', files);
}

/** The products that the tests talk to are built first when the build is stale. */
async function runPlaywright(
  project: string,
  files: readonly string[],
  options: readonly string[] = [],
): Promise<StageResult> {
  return withReport(async (file) => {
    // Specs may import server code; the condition is for the runner and its workers alone, the product must not inherit
    // it.
    const runner = ['--conditions=react-server', 'node_modules/@playwright/test/cli.js', 'test'];
    const args = [...runner, `--project=${project}`, '--reporter=json', ...options, ...files];
    const { code, output } = await runTool(process.execPath, args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
    return { code, output, read: readPlaywrightReport };
  });
}

interface Reported {
  readonly code: number;
  readonly output: string;
  readonly read: (report: unknown, exitCode: number) => StageResult;
}

/** Runs a test runner that writes a report, and reads it; one that died without a report failed. */
async function withReport(run: (file: string) => Promise<Reported>): Promise<StageResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'yika-report-'));
  try {
    const file = path.join(folder, 'report.json');
    const { code, output, read } = await run(file);
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    });
    if (text === null) return readCheck(output, code === 0 ? 1 : code);
    const result = read(JSON.parse(text), code);
    // What happened outside of tests stands only in the output.
    return result.failures.startsWith('an error outside')
      ? { ...result, failures: readCheck(output, 1).failures }
      : result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
