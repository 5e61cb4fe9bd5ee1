import { afterAll, beforeAll, inject } from 'vitest';
import { withRole } from '@/lib/db/ensure-app-role';
import { cloneDatabase, dropDatabase } from '@/lib/db/internal/db-cluster-sql';
import { stopListening } from '@/lib/db/listen';
import { openPool } from '@/lib/db/pool';
import { TEMPLATE_DATABASE } from '@/lib/db/testing/start-test-database';

/** Handle of a test file's own database; its fields are valid from the first test on. */
export interface TestDatabase {
  /**
   * Of the owner of the tables, for further clients and child processes; the process's pool works as the app's role.
   */
  readonly connectionString: string;
}

/**
 * Gives a test file a fresh, migrated PostgreSQL database and points the process's pool and Prisma at it,
 * with the rights the app has (`getPool()`, `withTransaction()`, `getPrisma()`). Dropped after the file.
 */
export function useTestDatabase(): TestDatabase {
  const adminUrl = inject('testAdminUrl');
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  beforeAll(async () => {
    await cloneDatabase(adminUrl, TEMPLATE_DATABASE, name);
    globalThis.yikaPool = openPool(withRole(url.href));
    globalThis.yikaPrisma = undefined;
  });
  afterAll(async () => {
    // What listens would try to come back to a database that is gone.
    await stopListening();
    const pool = globalThis.yikaPool;
    globalThis.yikaPool = undefined;
    globalThis.yikaPrisma = undefined;
    await pool?.end();
    await dropDatabase(adminUrl, name);
  });
  return { connectionString: url.href };
}
