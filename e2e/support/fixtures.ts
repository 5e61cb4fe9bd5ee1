import { expect, type APIRequestContext, type BrowserContext, type Page } from '@playwright/test';
import type { Role } from '@/lib/auth/contracts';
import { createTestPerson, signInOverHttp, type TestPerson } from '@/e2e/support/people';
import { productTest } from '@/e2e/support/product-fixtures';

/** A signed-in browser of a new person. */
export interface SignedIn {
  readonly person: TestPerson;
  readonly context: BrowserContext;
  readonly page: Page;
  /** HTTP with the person's cookies, without a page. */
  readonly request: APIRequestContext;
}

interface TestFixtures {
  /** Makes a person, signs them in over HTTP and opens a browser of their own; closed after the test. */
  readonly signInAs: (role: Role, name?: string) => Promise<SignedIn>;
}

/**
 * A page whose hydration does not match is rendered anew, and the input before that is lost.
 */
const HYDRATION = /React error #4(18|22|23|25)/;

export const test = productTest.extend<TestFixtures>({
  context: async ({ context }, use) => {
    const expectHydrated = watchHydration(context);
    await use(context);
    expectHydrated();
  },
  signInAs: async (
    { browser, database, contextOptions, baseURL, locale, viewport, colorScheme, isMobile, hasTouch },
    use,
  ) => {
    const contexts: BrowserContext[] = [];
    const checks: (() => void)[] = [];
    await use(async (role, name) => {
      const person = await createTestPerson(database, role, name);
      const context = await browser.newContext({
        ...contextOptions,
        viewport,
        colorScheme,
        isMobile,
        hasTouch,
        ...(baseURL === undefined ? {} : { baseURL }),
        ...(locale === undefined ? {} : { locale }),
      });
      contexts.push(context);
      checks.push(watchHydration(context));
      await signInOverHttp(context.request, person);
      return { person, context, page: await context.newPage(), request: context.request };
    });
    for (const context of contexts) await context.close();
    for (const check of checks) check();
  },
});

/** @returns a function to call at the end: it fails for pages whose hydration did not match */
function watchHydration(context: BrowserContext): () => void {
  const errors: string[] = [];
  context.on('weberror', (error) => {
    if (HYDRATION.test(error.error().message)) errors.push(`${error.page()?.url() ?? ''}: ${error.error().message}`);
  });
  return () => expect(errors).toEqual([]);
}

export { expect } from '@playwright/test';

/** For `test.use(ENGLISH)`; Chinese is the default. */
export const ENGLISH = { locale: 'en-US' } as const;
/** For `test.use(PHONE)`; a desktop of 1280 × 800 is the default. */
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;
