import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { childEnvironment, readHandedOver, setEnvironment } from '@/lib/config/environment';
import { HANDLES_VARIABLE, productHandlesSchema } from '@/e2e/support/product-handles';

/**
 * Playwright's global set-up: starts database, demo engine and the built app (built first when stale) once for the run,
 * and tells the specs where they are. A product that runs already is used when its handles are given in the environment.
 * @returns the tear-down
 */
export default async function startProduct(): Promise<(() => Promise<void>) | undefined> {
  if (readHandedOver(HANDLES_VARIABLE) !== undefined) return undefined;
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'e2e/support/run-product.ts'], {
    env: childEnvironment(), stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
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
  productHandlesSchema.parse(JSON.parse(line));
  setEnvironment({ [HANDLES_VARIABLE]: line });
  return async () => {
    child.kill('SIGTERM');
    await exited;
  };
}
