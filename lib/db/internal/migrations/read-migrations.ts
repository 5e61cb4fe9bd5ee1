import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** One folder of prisma/migrations. */
export interface Migration {
  readonly name: string;
  readonly script: string;
}

/** The migrations of this build, oldest first (their names begin with a timestamp). */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => ({ name, script: await readFile(path.join(folder, name, 'migration.sql'), 'utf8') })),
  );
}
