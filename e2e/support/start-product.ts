import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { FullConfig } from '@playwright/test';
import { childEnvironment, readHandedOver, setEnvironment } from '@/lib/config/environment';
import { HANDLES_VARIABLE, productHandlesSchema, type ProductHandles } from '@/e2e/support/product-handles';

/**
 * Playwright's global set-up: starts a database, a demo engine and the built app (built first when stale) for each
 * worker, once for the run, and passes their addresses to the specs. Products that run already are used when their
 * handles are given in the environment.
 * @returns the tear-down
 */
export default async function startProducts({ workers }: FullConfig): Promise<(() => Promise<void>) | undefined> {
  if (readHandedOver(HANDLES_VARIABLE) !== undefined) return undefined;
  // One after the other: the first builds the app.
  const products = [await startProduct()];
  while (products.length < workers) products.push(await startProduct());
  setEnvironment({ [HANDLES_VARIABLE]: JSON.stringify(products.map(({ handles }) => handles)) });
  return async () => {
    await Promise.all(products.map(({ stop }) => stop()));
  };
}

async function startProduct(): Promise<{ readonly handles: ProductHandles; readonly stop: () => Promise<void> }> {
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'e2e/support/run-product.ts'],
    {
      env: childEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const exited = once(child, 'exit');
  const firstLine = new Promise<string>((resolve) => {
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
  });
  const line = await Promise.race([
    firstLine,
    exited.then(([code]): never => {
      throw new Error(`The product did not start (exit ${String(code)}); the reason is above.`);
    }),
  ]);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  return { handles: productHandlesSchema.parse(JSON.parse(line)), stop };
}
