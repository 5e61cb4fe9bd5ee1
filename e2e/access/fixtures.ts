import type { APIRequestContext } from '@playwright/test';
import { createTestPerson, signInOverHttp, type TestPerson } from '@/e2e/support/people';
import { productTest } from '@/e2e/support/product-fixtures';
import type { Role } from '@/lib/auth/contracts';

/** A person and HTTP with their cookies. */
export interface SignedIn {
  readonly person: TestPerson;
  readonly request: APIRequestContext;
}

interface TestFixtures {
  /** Makes a person and signs them in. */
  readonly signInAs: (role: Role, name?: string) => Promise<SignedIn>;
}

/** Specs of who may do what speak HTTP alone: no browser is started. */
export const test = productTest.extend<TestFixtures>({
  signInAs: async ({ playwright, database, baseURL }, use) => {
    const contexts: APIRequestContext[] = [];
    await use(async (role, name) => {
      const person = await createTestPerson(database, role, name);
      const request = await playwright.request.newContext({
        ...(baseURL === undefined ? {} : { baseURL }),
        extraHTTPHeaders: { 'accept-language': 'zh-CN' },
      });
      contexts.push(request);
      await signInOverHttp(request, person);
      return { person, request };
    });
    await Promise.all(contexts.map((context) => context.dispose()));
  },
});

export { expect } from '@playwright/test';
