/**
 * Starts the product for a test run through the same modules as `npm start`, on a fresh data folder, and prints its
 * handles as one line of JSON. Ends with its parent, or on SIGTERM.
 */
import { rm } from 'node:fs/promises';
import { setEnvironment } from '@/lib/config/environment';
import { unsetConfiguration } from '@/lib/config/testing/unset-configuration';
import { silentReporter } from '@/scripts/product/reporter';
import { stopTools } from '@/scripts/product/run-tool';
import { Shutdown, startProduct } from '@/scripts/product/start-product';
import { explainError } from '@/scripts/product/translate';
import type { ProductHandles } from '@/e2e/support/product-handles';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';

const dataFolder = await makeTemporaryDataFolder('e2e');
const shutdown = new Shutdown();
let isEnding = false;

async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  stopTools();
  await shutdown.run();
  await rm(dataFolder, { recursive: true, force: true });
  process.exit(code);
}

process.on('SIGTERM', () => void end(0));
process.on('SIGINT', () => void end(0));
process.on('disconnect', () => void end(0));

setEnvironment({
  ...unsetConfiguration(),
  NODE_ENV: 'production',
  DATA_DIR: dataFolder,
  // Tests do not wait for prompts to be read at a real card's speed.
  DEMO_ENGINE_PREFILL_TOKENS_PER_SECOND: '27000',
  PORT: '0',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'info',
});
try {
  const product = await startProduct(
    { reporter: silentReporter, isDevelopment: false, logToFile: true, durable: false },
    shutdown,
  );
  const handles: ProductHandles = {
    address: product.address,
    databaseUrl: product.databaseUrl,
    engineUrl: product.engineUrl,
    setupToken: product.setupToken,
    appPid: product.appPid() ?? 0,
  };
  process.stdout.write(`${JSON.stringify(handles)}\n`);
} catch (error) {
  process.stderr.write(`${explainError('en', error)}\n`);
  await end(1);
}
