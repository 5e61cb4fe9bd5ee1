import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/errors/app-error';
import { hashFiles, readStamp } from './hash-files';
import type { Reporter } from './reporter';
import { runTool } from './run-tool';

const CLIENT_STAMP = 'lib/db/generated/.yika-hash';
const BUILD_STAMP = '.next/yika-build';
const BUILD_SOURCES = [
  'app',
  'components',
  'lib',
  'prisma',
  'public',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'middleware.ts',
  'proxy.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];
const NOT_BUILT = /\.test\.tsx?$|^lib\/db\/(generated|testing)\/|^lib\/(demo-engine|sample-api)\//;
const NOTHING = /(?!)/;

/** Where `next build` leaves the server that runs by itself. */
export const STANDALONE_FOLDER = '.next/standalone';

/**
 * Generates the Prisma client unless it fits the schema. The generator needs no engine binary, so a program that does
 * nothing stands in for the download.
 */
export async function generateClient(reporter: Reporter): Promise<void> {
  const wanted = await hashFiles(['prisma/schema.prisma', 'package-lock.json'], NOTHING);
  if ((await readStamp(CLIENT_STAMP)) === wanted) return;
  await reporter.step('prisma', async () => {
    const { code, output } = await runTool('node_modules/.bin/prisma', ['generate'], {
      PRISMA_SCHEMA_ENGINE_BINARY: existsSync('/bin/true') ? '/bin/true' : '/usr/bin/true',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    });
    if (code !== 0) throw buildFailed(output);
    await writeFile(CLIENT_STAMP, wanted);
  });
}

/** Builds the app unless the build fits the sources. A build that is interrupted leaves no stamp and is made again. */
export async function buildApp(reporter: Reporter): Promise<void> {
  const wanted = await hashFiles(BUILD_SOURCES, NOT_BUILT);
  if ((await readStamp(BUILD_STAMP)) === wanted) return;
  await reporter.step('build', async () => {
    await rm(BUILD_STAMP, { force: true });
    const { code, output } = await runTool(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    });
    if (code !== 0) throw buildFailed(output);
    // The build copies `.env` files: passwords and keys that the start hands over itself.
    for (const file of await readdir(STANDALONE_FOLDER))
      if (file.startsWith('.env')) await rm(path.join(STANDALONE_FOLDER, file));
    await cp('.next/static', path.join(STANDALONE_FOLDER, '.next/static'), { recursive: true, force: true });
    if (existsSync('public'))
      await cp('public', path.join(STANDALONE_FOLDER, 'public'), { recursive: true, force: true });
    await writeFile(BUILD_STAMP, wanted);
  });
}

function buildFailed(output: string): AppError {
  process.stderr.write(`\n${output.trim().split('\n').slice(-40).join('\n')}\n`);
  const isFull = /ENOSPC|no space left/i.test(output);
  return new AppError({
    kind: 'unavailable',
    code: isFull ? 'disk-full' : 'build-failed',
    detail: 'The build failed',
    values: { folder: process.cwd() },
  });
}
