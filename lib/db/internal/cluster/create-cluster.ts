import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '@/lib/db/inspect-process';
import type { ClusterPlace } from '@/lib/db/internal/cluster/place-cluster';
import { EMBEDDED_MAJOR_VERSION } from '@/lib/db/internal/cluster/postgres-binaries';
import { SERVER_ENVIRONMENT } from '@/lib/db/internal/cluster/server-account';
import { explainServerLog } from '@/lib/db/internal/cluster/explain-server-log';
import { AppError } from '@/lib/errors/app-error';

/** The superuser of the embedded cluster. */
export const CLUSTER_USER = 'yika';

/**
 * Creates the cluster unless it exists. It is made under another name and renamed when complete, so a start that
 * is killed half-way leaves nothing that looks like a database.
 * @throws AppError `data-folder-other-version` for a data folder of another PostgreSQL.
 */
export async function createCluster(place: ClusterPlace, password: string, durable: boolean): Promise<void> {
  const version = await readClusterVersion(place.clusterFolder);
  if (version === EMBEDDED_MAJOR_VERSION) return;
  if (version !== undefined) {
    throw new AppError({
      kind: 'unavailable',
      code: 'data-folder-other-version',
      values: { folder: place.clusterFolder, found: version, needed: EMBEDDED_MAJOR_VERSION },
      detail: `${place.clusterFolder} was written by PostgreSQL ${version}, this build runs ${EMBEDDED_MAJOR_VERSION}`,
    });
  }
  const parent = path.dirname(place.clusterFolder);
  await removePartialClusters(parent);
  const partial = path.join(parent, `postgres.partial-${process.pid}`);
  const passwordFile = path.join(parent, `password.partial-${process.pid}`);
  try {
    await mkdir(partial, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await giveTo(place, partial);
    await giveTo(place, passwordFile);
    await runInitdb(place, partial, passwordFile, durable);
    await rename(partial, place.clusterFolder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(partial, { recursive: true, force: true });
  }
}

/** The password of the cluster's user, made at the first start and kept readable for this account alone. */
export async function readOrMakePassword(dataFolder: string): Promise<string> {
  const file = path.join(dataFolder, 'postgres-password');
  const kept = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  if (kept.trim() !== '') return kept.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function readClusterVersion(clusterFolder: string): Promise<string | undefined> {
  return readFile(path.join(clusterFolder, 'PG_VERSION'), 'utf8').then(
    (text) => text.trim(),
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw new AppError({
        kind: 'unavailable',
        code: 'data-folder-unusable',
        detail: `Cannot read ${clusterFolder}`,
        values: { folder: clusterFolder },
        cause: error,
      });
    },
  );
}

async function removePartialClusters(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (/^(postgres|password)\.partial-\d+$/.test(name))
      await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

async function giveTo(place: ClusterPlace, target: string): Promise<void> {
  const { uid, gid } = place.account.ids;
  if (uid !== undefined && gid !== undefined) await chown(target, uid, gid);
}

async function runInitdb(place: ClusterPlace, folder: string, passwordFile: string, durable: boolean): Promise<void> {
  const child = spawn(
    place.binaries.initdb,
    [
      '--pgdata',
      folder,
      '--username',
      CLUSTER_USER,
      '--pwfile',
      passwordFile,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      ...(durable ? [] : ['--no-sync']),
    ],
    {
      ...place.account.ids,
      cwd: path.dirname(folder),
      detached: true,
      env: SERVER_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw explainServerLog(output, folder);
}
