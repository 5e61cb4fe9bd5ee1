import { test as base, type APIRequestContext, type BrowserContext, type Page } from '@playwright/test';
import pg from 'pg';
import type { Role } from '@/lib/auth/contracts';
import { EngineControl } from '@/e2e/support/engine-control';
import { createTestPerson, signInOverHttp, type TestPerson } from '@/e2e/support/people';
import { readProductHandles, type ProductHandles } from '@/e2e/support/product-handles';

/** A signed-in browser of a new person. */
export interface SignedIn {
  readonly person: TestPerson;
  readonly context: BrowserContext;
  readonly page: Page;
  /** HTTP with the person's cookies, without a page. */
  readonly request: APIRequestContext;
}

interface TestFixtures {
  /** The demo engine, back at its defaults before each test that asks for it. */
  readonly engine: EngineControl;
  /** Makes a person, signs them in over HTTP and opens a browser of their own; closed after the test. */
  readonly signInAs: (role: Role, name?: string) => Promise<SignedIn>;
}

interface WorkerFixtures {
  /** This worker's own. */
  readonly product: ProductHandles;
  /** The product's database: to seed, and to look behind the scenes. */
  readonly database: pg.Pool;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
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
  signInAs: async ({ browser, database, contextOptions, baseURL, locale, viewport, colorScheme, isMobile, hasTouch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (role, name) => {
      const person = await createTestPerson(database, role, name);
      const context = await browser.newContext({
        ...contextOptions, viewport, colorScheme, isMobile, hasTouch,
        ...(baseURL === undefined ? {} : { baseURL }), ...(locale === undefined ? {} : { locale }),
      });
      contexts.push(context);
      await signInOverHttp(context.request, person);
      return { person, context, page: await context.newPage(), request: context.request };
    });
    for (const context of contexts) await context.close();
  },
});

export { expect } from '@playwright/test';

/** For `test.use(ENGLISH)`; Chinese is the default. */
export const ENGLISH = { locale: 'en-US' } as const;
/** For `test.use(PHONE)`; a desktop of 1280 × 800 is the default. */
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;
