/** `npm run new-migration -- <what it does>`: writes the SQL of a changed prisma/schema.prisma into a new migration. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { isAppError } from '@/lib/errors/app-error';
import { writeMigration } from '@/lib/db/write-migration';

const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'yika-migration-'));
const postgres = await startEmbeddedPostgres({ dataFolder, durable: false });
try {
  const written = await writeMigration({ prismaFolder: 'prisma', name: process.argv.slice(2).join(' '), now: new Date(), connectionString: postgres.connectionString });
  console.log(written ?? 'prisma/schema.prisma has not changed since the last migration.');
} catch (error) {
  if (!isAppError(error)) throw error;
  console.error(error.detail);
  process.exitCode = 1;
} finally {
  await postgres.stop();
  await rm(dataFolder, { recursive: true, force: true });
}
