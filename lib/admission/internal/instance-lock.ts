import 'server-only';
import pg from 'pg';
import { takeInstanceLock } from '@/lib/admission/internal/admission-lease-sql';
import { getPool } from '@/lib/db/pool';
import { getLogger } from '@/lib/observability/logger';

const RETRY_MS = 250;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Holds the session lock of this process on a connection of its own: PostgreSQL frees it the moment the process dies,
 * which is how others know at once. A lost connection is replaced until `release()`; resolves when the lock is held
 * first.
 */
export async function holdInstanceLock(instanceId: string): Promise<{ release(): Promise<void> }> {
  let isReleased = false;
  let current: pg.Client | undefined;
  const connect = async (): Promise<pg.Client> => {
    const { connectionString, ssl } = getPool().options;
    const client = new pg.Client({
      ...(connectionString === undefined ? {} : { connectionString }),
      ...(ssl === undefined ? {} : { ssl }),
      application_name: 'yika-instance',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    client.on('error', (error) => getLogger().warn({ err: error }, 'instance lock connection failed'));
    client.on('end', () => {
      if (current === client) retry();
    });
    await client.connect();
    await takeInstanceLock(
      { query: (text, values) => client.query(text, values === undefined ? undefined : [...values]) },
      instanceId,
    );
    return client;
  };
  const retry = (): void => {
    current = undefined;
    if (isReleased) return;
    setTimeout(() => {
      connect().then(
        (client) => (isReleased ? void client.end() : (current = client)),
        () => retry(),
      );
    }, RETRY_MS).unref();
  };
  current = await connect();
  return {
    async release() {
      isReleased = true;
      const client = current;
      current = undefined;
      await client?.end();
    },
  };
}
