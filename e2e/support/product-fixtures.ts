import { test as base } from '@playwright/test';
import pg from 'pg';
import { EngineControl } from '@/e2e/support/engine-control';
import { readProductHandles, type ProductHandles } from '@/e2e/support/product-handles';

interface TestFixtures {
  /** The demo engine, back at its defaults before each test that asks for it. */
  readonly engine: EngineControl;
}

interface WorkerFixtures {
  /** This worker's own. */
  readonly product: ProductHandles;
  /** The product's database: for seeds and for assertions. */
  readonly database: pg.Pool;
}

/** What every spec has: the product of its worker, its database and engine. */
export const productTest = base.extend<TestFixtures, WorkerFixtures>({
  product: [async ({}, use, worker) => use(readProductHandles(worker.parallelIndex)), { scope: 'worker' }],
  database: [
    async ({ product }, use) => {
      const pool = new pg.Pool({ connectionString: product.databaseUrl, max: 4 });
      // PostgreSQL goes down before the workers do.
      pool.on('error', () => undefined);
      await use(pool);
      await pool.end();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ product }, use) => use(product.address),
  engine: async ({ product }, use) => {
    const control = new EngineControl(product.engineUrl);
    await control.reset();
    await use(control);
    await control.reset();
  },
});
