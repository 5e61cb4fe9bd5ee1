import path from 'node:path';
import { parseConfig } from '@/lib/config/config';
import { currentEnvironment } from '@/lib/config/environment';
import { trustExtraCertificates } from '@/lib/config/extra-certificates';
import { findEmbeddedPostgres, startEmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { prepareDataFolder } from '@/lib/db/prepare-data-folder';
import { takeProcessLock } from '@/lib/db/process-record';
import { AppError } from '@/lib/errors/app-error';

/**
 * Gives a program the product's database as the owner of its tables: the one of MIGRATION_DATABASE_URL or DATABASE_URL,
 * else the embedded one, which is started for the program when Yika does not run.
 * @param exclusive refuses while Yika runs on the embedded one
 */
export async function withDatabase<T>(exclusive: boolean, work: (connectionString: string) => Promise<T>): Promise<T> {
  const config = parseConfig(currentEnvironment());
  trustExtraCertificates(config.EXTRA_CA_CERTS);
  const given = config.MIGRATION_DATABASE_URL ?? config.DATABASE_URL;
  if (given !== undefined) return work(given);
  const dataFolder = await prepareDataFolder(config.DATA_DIR);
  const holder = await takeProcessLock(path.join(dataFolder, 'run/start.json'), '');
  if (holder !== null) {
    const running = exclusive ? null : await findEmbeddedPostgres(dataFolder);
    if (running !== null) return work(running);
    throw new AppError({
      kind: 'conflict',
      code: 'already-running',
      detail: `Process ${holder.pid} runs with ${dataFolder}`,
      values: { folder: dataFolder, pid: holder.pid, address: holder.address },
    });
  }
  const postgres = await startEmbeddedPostgres({ dataFolder });
  try {
    return await work(postgres.connectionString);
  } finally {
    await postgres.stop();
  }
}
