import { rm } from 'node:fs/promises';
import path from 'node:path';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { ensureAppRole } from '@/lib/db/ensure-app-role';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import type { TestProject } from 'vitest/node';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';

declare module 'vitest' {
  interface ProvidedContext {
    /** The maintenance database of the cluster that serves this test run. */
    testAdminUrl: string;
  }
}

/** The migrated, empty database that every test file clones. */
export const TEMPLATE_DATABASE = 'yika_template';

/** Vitest's global set-up of the database tests: one real PostgreSQL for the run, gone afterwards. */
export default async function startTestDatabase(project: TestProject): Promise<() => Promise<void>> {
  const dataFolder = await makeTemporaryDataFolder('test');
  const postgres = await startEmbeddedPostgres({ dataFolder, database: TEMPLATE_DATABASE, durable: false });
  const stop = async (): Promise<void> => {
    await postgres.stop();
    await rm(dataFolder, { recursive: true, force: true });
  };
  try {
    await applyMigrations({ connectionString: postgres.connectionString, prismaFolder: path.resolve('prisma') });
    const { unrestrictedBecause } = await ensureAppRole({
      ownerUrl: postgres.connectionString,
      appUrl: postgres.connectionString,
    });
    if (unrestrictedBecause !== null) throw new Error(unrestrictedBecause);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('testAdminUrl', postgres.adminConnectionString);
  return stop;
}
