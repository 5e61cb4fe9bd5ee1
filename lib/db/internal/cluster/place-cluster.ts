import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { canRunBinaries, copyBinaries, type PostgresBinaries } from '@/lib/db/internal/cluster/postgres-binaries';
import { chooseAccount, type ServerAccount } from '@/lib/db/internal/cluster/server-account';
import { canReach } from '@/lib/db/system-account';
import { AppError } from '@/lib/errors/app-error';

/** Where a cluster lives, who runs it and with which programs. */
export interface ClusterPlace {
  readonly account: ServerAccount;
  readonly binaries: PostgresBinaries;
  readonly clusterFolder: string;
  /** Set when the data had to go elsewhere than below the data folder. */
  readonly movedBecause?: string;
}

/**
 * Finds a place that the account can reach. Below the data folder when possible; a checkout in a home folder that
 * is closed to others cannot be reached by the unprivileged user, so then below /var/lib/yika.
 */
export async function placeCluster(dataFolder: string, binaries: PostgresBinaries): Promise<ClusterPlace> {
  const inside = path.join(dataFolder, 'postgres');
  const account = await chooseAccount(inside);
  const { uid, gid } = account.ids;
  const reachable = uid === undefined || gid === undefined || (await canReach(inside, { uid, gid }));
  const runnable = canRunBinaries(binaries, account);
  if (reachable && runnable) return { account, binaries, clusterFolder: inside };
  if (uid === undefined)
    throw new AppError({
      kind: 'unavailable',
      code: 'embedded-postgres-unusable',
      detail: `${binaries.postgres} does not run on this machine`,
    });

  const shared = await makeSharedFolder();
  const usable = runnable
    ? binaries
    : await copyBinaries(binaries, path.join(shared, `programs-${hashOf(binaries.postgres)}`));
  if (!canRunBinaries(usable, account))
    throw new AppError({
      kind: 'unavailable',
      code: 'embedded-postgres-unusable',
      detail: `${usable.postgres} does not run on this machine`,
    });
  if (reachable) return { account, binaries: usable, clusterFolder: inside };
  const own = path.join(shared, hashOf(dataFolder));
  await mkdir(own, { recursive: true, mode: 0o711 });
  const clusterFolder = path.join(own, 'postgres');
  return { account: await chooseAccount(clusterFolder), binaries: usable, clusterFolder, movedBecause: dataFolder };
}

async function makeSharedFolder(): Promise<string> {
  const folder = '/var/lib/yika';
  return mkdir(folder, { recursive: true, mode: 0o711 }).then(
    () => folder,
    async () => {
      const fallback = path.join(os.tmpdir(), 'yika');
      await mkdir(fallback, { recursive: true, mode: 0o711 });
      return fallback;
    },
  );
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
