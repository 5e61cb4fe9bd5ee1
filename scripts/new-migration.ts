/**
 * `npm run new-migration -- <what it does>`: writes what changed in prisma/schema.prisma and prisma/functions into a
 * new migration.
 */
import { rm } from 'node:fs/promises';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';
import { writeMigration } from '@/lib/db/write-migration';
import { runProgram } from './product/run-program';
import { translate } from './product/translate';

await runProgram(async (language) => {
  const dataFolder = await makeTemporaryDataFolder('migration');
  const postgres = await startEmbeddedPostgres({ dataFolder, durable: false });
  try {
    const { connectionString } = postgres;
    await applyMigrations({ connectionString, prismaFolder: 'prisma' });
    const written = await writeMigration({
      prismaFolder: 'prisma',
      name: process.argv.slice(2).join(' '),
      now: new Date(),
      connectionString,
    });
    process.stdout.write(`${written ?? translate(language, 'note.schema-unchanged')}\n`);
  } finally {
    await postgres.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
});
