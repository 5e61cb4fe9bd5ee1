import { setTimeout as wait } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/db/embedded-postgres';
import type { Reporter } from './reporter';

const RESTART_AFTER_MS = 500;

export interface Database {
  readonly connectionString: string;
  /** Of its superuser. Null: it is not ours. */
  readonly adminUrl: string | null;
  /** Rejects when PostgreSQL ended and cannot be started again. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Runs the embedded PostgreSQL and starts it again, on the same port, when it ends unasked. */
export async function startDatabase(dataFolder: string, reporter: Reporter, durable = true): Promise<Database> {
  let current: EmbeddedPostgres = await reporter.step('database', () => startEmbeddedPostgres({ dataFolder, durable }));
  const { connectionString, adminConnectionString, port, movedBecause, clusterFolder } = current;
  if (movedBecause !== undefined) reporter.note('note.moved', { folder: movedBecause, clusterFolder });
  let isStopping = false;
  const isWanted = (): boolean => !isStopping;
  const watch = async (): Promise<never> => {
    for (;;) {
      await current.exited;
      if (!isWanted()) return new Promise<never>(() => undefined);
      reporter.note('note.database-died');
      await wait(RESTART_AFTER_MS);
      current = await startEmbeddedPostgres({ dataFolder, durable, port });
    }
  };
  const failed = watch();
  failed.catch(() => undefined);
  return {
    connectionString,
    adminUrl: adminConnectionString,
    failed,
    stop: async () => {
      isStopping = true;
      await current.stop();
    },
  };
}
