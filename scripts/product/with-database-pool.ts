import { setEnvironment } from '@/lib/config/environment';
import { closePool } from '@/lib/db/pool';
import { withDatabase } from './with-database';

/**
 * Lets a program work on the product's database through lib, as the owner of its tables and while Yika runs too; its
 * connections are closed in any case.
 */
export async function withDatabasePool<T>(work: () => Promise<T>): Promise<T> {
  return withDatabase(false, async (connectionString) => {
    setEnvironment({ DATABASE_URL: connectionString });
    try {
      return await work();
    } finally {
      await closePool();
    }
  });
}
