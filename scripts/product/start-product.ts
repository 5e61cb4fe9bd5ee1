import path from 'node:path';
import { parseConfig } from '@/lib/config/config';
import type { Config } from '@/lib/config/config-schema';
import { currentEnvironment, forgetFirstAdmin, setEnvironment } from '@/lib/config/environment';
import { trustExtraCertificates } from '@/lib/config/extra-certificates';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { ensureAppRole } from '@/lib/db/ensure-app-role';
import { closePool } from '@/lib/db/pool';
import { prepareDataFolder } from '@/lib/db/prepare-data-folder';
import { readProcessRecord, stopRecordedProcess, takeProcessLock } from '@/lib/db/process-record';
import { AppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';
import { listAddresses, localAddress } from './addresses';
import { checkPort } from './check-port';
import { chooseAppAccount } from './choose-app-account';
import { buildApp, generateClient } from './prepare-app';
import type { Reporter } from './reporter';
import { serveApp } from './serve-app';
import { prepareSampleDatabase } from './sample-database';
import { startDatabase } from './start-database';
import { startCompanion } from './start-companion';

const ORPHAN_GRACE_MS = 10_000;

export interface ProductOptions {
  readonly reporter: Reporter;
  readonly isDevelopment: boolean;
  /** The app's log goes to DATA_DIR/logs; else to our own output. */
  readonly logToFile: boolean;
  readonly demoEngineFlags?: readonly string[];
  /** False for tests: the embedded database need not survive a power cut. */
  readonly durable?: boolean;
}

export interface Product {
  /** Where this machine reaches the app. */
  readonly address: string;
  /** Every address to show, the best first. */
  readonly addresses: readonly string[];
  /** Of the owner of the tables; the app itself connects as a role with fewer rights. */
  readonly databaseUrl: string;
  readonly engineUrl: string;
  /** Null: weather and orders come from elsewhere, or not at all. */
  readonly sampleApiUrl: string | null;
  readonly isDemo: boolean;
  readonly logFolder: string;
  readonly appPid: () => number | undefined;
  /** The token of the one-time set-up link, null while there is an administrator. */
  readonly setupToken: string | null;
  /** Rejects when a part ended that cannot be started again. */
  readonly failed: Promise<never>;
}

/**
 * What to call at the end, last started first. Filled while the start goes on, so that a start can be given up
 * half-way.
 */
export class Shutdown {
  readonly #parts: (() => Promise<void>)[] = [];
  #done: Promise<void> | undefined;

  add(stop: () => Promise<void>): void {
    this.#parts.push(stop);
  }

  /** Stops everything in order; one part that fails to stop does not keep the others up. */
  run(): Promise<void> {
    this.#done ??= (async () => {
      for (const stop of this.#parts.reverse())
        await stop().catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)));
    })();
    return this.#done;
  }
}

/**
 * Starts all of Yika as the configuration says: database, schema, engine, app; the way `npm start`, the end-to-end
 * tests and the benchmarks do it.
 * @throws AppError or ConfigError; what was started until then is stopped by `shutdown.run()`
 */
export async function startProduct(options: ProductOptions, shutdown: Shutdown): Promise<Product> {
  const { reporter } = options;
  const config = parseConfig(currentEnvironment());
  trustExtraCertificates(config.EXTRA_CA_CERTS);
  const dataFolder = await prepareDataFolder(config.DATA_DIR);
  const runFolder = path.join(dataFolder, 'run');
  const logFolder = path.join(dataFolder, 'logs');
  await reserve(dataFolder, runFolder, localAddress(config.HOST, config.PORT), reporter);
  const port = await checkPort(config.HOST, config.PORT);
  await prepareAppAccount(options, dataFolder, config.SECRETS_KEY);
  await generateClient(reporter);

  const databaseReady = (async () => {
    if (config.DATABASE_URL !== undefined)
      return { connectionString: config.DATABASE_URL, adminUrl: null, failed: new Promise<never>(() => undefined) };
    const database = await startDatabase(dataFolder, reporter, options.durable);
    shutdown.add(() => database.stop());
    return database;
  })();
  const engineReady = startEngineIfWanted(config, options, runFolder, logFolder, shutdown);
  const sampleApiReady = startSampleApiIfWanted(config, options, runFolder, logFolder, shutdown);
  const [database, engineUrl, sampleApiUrl] = await settleAll(databaseReady, engineReady, sampleApiReady);
  const ownerUrl = config.MIGRATION_DATABASE_URL ?? database.connectionString;
  const appUrl = await reporter.step('migrations', async () => {
    await applyMigrations({ connectionString: ownerUrl, prismaFolder: 'prisma' });
    return prepareRole(ownerUrl, config.DATABASE_URL ?? null, reporter);
  });
  setEnvironment({ DATABASE_URL: appUrl });
  const sample = await prepareSample(config, database.adminUrl);
  const { ensureFirstAdmin } = await import('@/lib/auth/ensure-first-admin');
  await ensureFirstAdmin();
  forgetFirstAdmin();
  if (!options.isDevelopment) await buildApp(reporter);

  const app = await serveApp({
    host: config.HOST,
    port,
    isDevelopment: options.isDevelopment,
    reporter,
    environment: {
      DATA_DIR: dataFolder,
      DATABASE_URL: appUrl,
      MIGRATION_DATABASE_URL: '',
      ENGINE_URL: engineUrl,
      SAMPLE_API_URL: sampleApiUrl ?? '',
      SAMPLE_DATABASE_URL: sample.readerUrl ?? '',
      // The app works in another folder.
      EXTRA_CA_CERTS: config.EXTRA_CA_CERTS === undefined ? '' : path.resolve(config.EXTRA_CA_CERTS),
    },
    recordFile: path.join(runFolder, 'app.json'),
    logFile: options.logToFile ? path.join(logFolder, 'app.log') : undefined,
  });
  shutdown.add(() => app.stop());
  sample.filled.catch((error: unknown) => reporter.note('note.sample-sales', { reason: messageOf(error) }));
  const { createSetupLink } = await import('@/lib/auth/create-setup-link');
  const setup = await createSetupLink();
  await closePool();
  return {
    address: app.address,
    addresses: listAddresses(config.HOST, port, config.PUBLIC_URL),
    databaseUrl: ownerUrl,
    engineUrl,
    sampleApiUrl,
    isDemo: config.ENGINE_URL === undefined,
    logFolder,
    appPid: app.pid,
    setupToken: setup?.token ?? null,
    failed: database.failed,
  };
}

/** Where root starts it, the app gives root up once it listens; it finds here for whom. */
async function prepareAppAccount(
  { isDevelopment, reporter }: ProductOptions,
  dataFolder: string,
  secretsKey: string | undefined,
): Promise<void> {
  const account = await chooseAppAccount({
    isRoot: process.getuid?.() === 0,
    isDevelopment,
    dataFolder,
    programFolder: process.cwd(),
    reporter,
  });
  setEnvironment({ YIKA_RUN_AS: account === null ? '' : `${account.uid}:${account.gid}` });
  if (account === null) return;
  const { handOverKeyFile } = await import('@/lib/secrets/hand-over-key-file');
  await handOverKeyFile(dataFolder, secretsKey, account);
}

/**
 * The address the app connects with: as the role that may not change the audit log, or, said plainly, as whoever it was
 * given.
 */
async function prepareRole(ownerUrl: string, appUrl: string | null, reporter: Reporter): Promise<string> {
  const { connectionString, unrestrictedBecause } = await ensureAppRole({ ownerUrl, appUrl });
  if (unrestrictedBecause !== null) reporter.note('note.role-missing', { reason: unrestrictedBecause });
  return connectionString;
}

/** Takes DATA_DIR for this process and ends what a killed start left behind in it. */
async function reserve(dataFolder: string, runFolder: string, address: string, reporter: Reporter): Promise<void> {
  const holder = await takeProcessLock(path.join(runFolder, 'start.json'), address);
  if (holder !== null) {
    throw new AppError({
      kind: 'conflict',
      code: 'already-running',
      detail: `Process ${holder.pid} runs with ${dataFolder}`,
      values: { folder: dataFolder, pid: holder.pid, address: holder.address },
    });
  }
  const records = ['app', 'demo-engine', 'sample-api'].map((name) => path.join(runFolder, `${name}.json`));
  const found = await Promise.all(records.map((file) => readProcessRecord(file)));
  if (found.every((record) => record === null)) return;
  await reporter.step('orphans', async () => {
    await Promise.all(records.map((file) => stopRecordedProcess(file, ORPHAN_GRACE_MS)));
  });
}

async function startEngineIfWanted(
  config: Config,
  options: ProductOptions,
  runFolder: string,
  logFolder: string,
  shutdown: Shutdown,
): Promise<string> {
  if (config.ENGINE_URL !== undefined) return config.ENGINE_URL;
  const engine = await startCompanion({
    name: 'demo-engine',
    recordFile: path.join(runFolder, 'demo-engine.json'),
    logFile: path.join(logFolder, 'demo-engine.log'),
    reporter: options.reporter,
    ...(options.demoEngineFlags === undefined ? {} : { flags: options.demoEngineFlags }),
  });
  shutdown.add(() => engine.stop());
  return engine.url;
}

/** Null: nothing is to be shown with made-up data, or a sample API runs elsewhere. */
async function startSampleApiIfWanted(
  config: Config,
  options: ProductOptions,
  runFolder: string,
  logFolder: string,
  shutdown: Shutdown,
): Promise<string | null> {
  if (config.SAMPLE_API_URL !== undefined) return config.SAMPLE_API_URL;
  if (!config.SAMPLE_API || (config.WEATHER_URL !== undefined && config.ORDERS_URL !== undefined)) return null;
  const sampleApi = await startCompanion({
    name: 'sample-api',
    recordFile: path.join(runFolder, 'sample-api.json'),
    logFile: path.join(logFolder, 'sample-api.log'),
    reporter: options.reporter,
  });
  shutdown.add(() => sampleApi.stop());
  return sampleApi.url;
}

/** The sample of sales is kept in our own cluster alone. */
async function prepareSample(
  config: Config,
  adminUrl: string | null,
): Promise<{ readonly readerUrl: string | null; readonly filled: Promise<void> }> {
  if (config.SAMPLE_DATABASE_URL !== undefined)
    return { readerUrl: config.SAMPLE_DATABASE_URL, filled: Promise.resolve() };
  if (!config.SAMPLE_SALES || adminUrl === null) return { readerUrl: null, filled: Promise.resolve() };
  return prepareSampleDatabase(adminUrl);
}

/** Waits for all also when one fails, so that what the others started is known to the shutdown. */
async function settleAll<First, Second, Third>(
  first: Promise<First>,
  second: Promise<Second>,
  third: Promise<Third>,
): Promise<[First, Second, Third]> {
  await Promise.allSettled([first, second, third]);
  return Promise.all([first, second, third]);
}
