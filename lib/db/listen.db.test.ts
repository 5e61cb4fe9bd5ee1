import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { notify, onReconnect, stopListening, subscribe, whenListening } from '@/lib/db/listen';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';
import { getPool, openPool } from '@/lib/db/pool';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';

const database = useTestDatabase();
afterEach(stopListening);

/** Collects payloads and lets a test wait for one. */
function collector(): {
  readonly payloads: string[];
  readonly handler: (payload: string) => void;
  waitFor(payload: string): Promise<void>;
} {
  const payloads: string[] = [];
  const waiters = new Map<string, () => void>();
  return {
    payloads,
    handler: (payload) => {
      payloads.push(payload);
      waiters.get(payload)?.();
    },
    waitFor: (payload) =>
      payloads.includes(payload) ? Promise.resolve() : new Promise((resolve) => waiters.set(payload, resolve)),
  };
}

const nextReconnect = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = onReconnect(() => {
      stop();
      resolve();
    });
  });

const listenerPids = async (): Promise<number[]> => {
  const { rows } = await getPool().query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'yika-listen' AND datname = current_database()",
  );
  return rows.map((row) => row.pid);
};

describe('listen', () => {
  it('delivers in order, on the right channel, with the commit and not before', async () => {
    const runs = collector();
    const other = collector();
    subscribe('runs', runs.handler);
    subscribe('Other channel', other.handler);
    await whenListening();
    await withTransaction(async (sql) => {
      await notify(sql, 'runs', 'a');
      await notify(sql, 'Other channel', 'x');
      await notify(sql, 'runs', 'b');
      await expect(notify(sqlRunner(), 'runs', 'before the commit')).resolves.toBeUndefined();
    });
    await Promise.all([runs.waitFor('b'), other.waitFor('x')]);
    expect(runs.payloads).toEqual(['before the commit', 'a', 'b']);
    expect(other.payloads).toEqual(['x']);
  });

  it('uses one connection for all subscriptions and none of the pool', async () => {
    for (const channel of ['one', 'two', 'three']) subscribe(channel, () => undefined);
    await whenListening();
    await expect(listenerPids()).resolves.toHaveLength(1);
  });

  it('stops delivering after unsubscribing, while others on the channel go on', async () => {
    const gone = collector();
    const stays = collector();
    const unsubscribe = subscribe('runs', gone.handler);
    subscribe('runs', stays.handler);
    await whenListening();
    unsubscribe();
    await notify(sqlRunner(), 'runs', 'late');
    await stays.waitFor('late');
    expect(gone.payloads).toEqual([]);
  });

  it('survives a handler that throws', async () => {
    const runs = collector();
    subscribe('runs', () => {
      throw new Error('a handler of the test');
    });
    subscribe('runs', runs.handler);
    await whenListening();
    await notify(sqlRunner(), 'runs', 'a');
    await runs.waitFor('a');
  });

  it('listens again on every channel after its backend was killed', async () => {
    const runs = collector();
    subscribe('runs', runs.handler);
    await whenListening();
    const [pid] = await listenerPids();
    const reconnected = nextReconnect();
    await runAsOwner(database.connectionString, 'SELECT pg_terminate_backend($1)', [pid]);
    await reconnected;
    await notify(sqlRunner(), 'runs', 'after');
    await runs.waitFor('after');
    await expect(listenerPids()).resolves.not.toContain(pid);
  });

  it('comes back after PostgreSQL was killed with SIGKILL and started again elsewhere', async () => {
    const dataFolder = await makeTemporaryDataFolder('listen');
    const pool = getPool();
    const first = await startEmbeddedPostgres({ dataFolder, durable: false });
    try {
      globalThis.yikaPool = openPool(first.connectionString);
      const runs = collector();
      subscribe('runs', runs.handler);
      await whenListening();
      const reconnected = nextReconnect();
      process.kill(first.pid, 'SIGKILL');
      await first.exited;
      await globalThis.yikaPool.end();
      const second = await startEmbeddedPostgres({ dataFolder, durable: false });
      globalThis.yikaPool = openPool(second.connectionString);
      await reconnected;
      await notify(sqlRunner(), 'runs', 'after');
      await runs.waitFor('after');
      await stopListening();
      await globalThis.yikaPool.end();
      await second.stop();
    } finally {
      await first.stop();
      globalThis.yikaPool = pool;
      await rm(dataFolder, { recursive: true, force: true });
    }
  });
});
