import { rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { setEnvironment } from '@/lib/config/environment';
import { silentReporter } from '@/scripts/product/reporter';
import { Shutdown, startProduct } from '@/scripts/product/start-product';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';

export interface LaunchedProduct {
  readonly address: string;
  readonly databaseUrl: string;
  readonly engineUrl: string;
  readonly appPid: () => number;
  stop(): Promise<void>;
}

/**
 * The whole product in a fresh data folder: embedded PostgreSQL, demo engine with these flags, the built app on a free
 * port. `settings` are environment variables of the product.
 */
export async function launchProduct(
  engineFlags: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<LaunchedProduct> {
  const folder = await makeTemporaryDataFolder('bench');
  setEnvironment({
    DATA_DIR: folder,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    SAMPLE_SALES: 'false',
    ...settings,
  });
  const shutdown = new Shutdown();
  const stop = async (): Promise<void> => {
    await shutdown.run();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const product = await startProduct(
      { reporter: silentReporter, isDevelopment: false, logToFile: true, demoEngineFlags: engineFlags },
      shutdown,
    );
    const appPid = (): number => {
      const pid = product.appPid();
      if (pid === undefined) throw new Error('the app is not running');
      return pid;
    };
    return { address: product.address, databaseUrl: product.databaseUrl, engineUrl: product.engineUrl, appPid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A TypeScript program that prints {"listening": url} and runs until stopped. */
export async function launchProgram(
  file: string,
  args: readonly string[],
): Promise<{ url: string; pid: number; stop(): void }> {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code ?? 'a signal'}`)));
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')));
  });
  const url = /"listening":"([^"]+)"/.exec(line)?.[1];
  if (url === undefined || child.pid === undefined) throw new Error(`${file} did not say where it listens: ${line}`);
  return { url, pid: child.pid, stop: () => child.kill('SIGTERM') };
}
