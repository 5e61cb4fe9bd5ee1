import type { APIRequestContext } from '@playwright/test';
import type pg from 'pg';
import { z } from 'zod';
import { hashTestPassword } from '@/lib/auth/testing/hash-test-password';
import { createPerson, type SeedPerson } from '@/lib/db/testing/seed';

export interface TestPerson extends SeedPerson {
  readonly password: string;
}

/** Everybody's password in the tests: hashed once a worker, because a hash is slow on purpose. */
const PASSWORD = 'Correct horse 7 battery';
let passwordHash: Promise<string> | undefined;

/** Puts a person into the database. */
export async function createTestPerson(
  database: pg.Pool,
  role: SeedPerson['role'],
  name = `${role} ${crypto.randomUUID().slice(0, 8)}`,
): Promise<TestPerson> {
  passwordHash ??= hashTestPassword(PASSWORD);
  return { ...(await createPerson({ role, name, passwordHash: await passwordHash }, database)), password: PASSWORD };
}

/** Signs in over HTTP as a browser's form does; the session's cookie is then in the context. */
export async function signInOverHttp(request: APIRequestContext, person: TestPerson): Promise<void> {
  const csrf = await request.get('/api/auth/csrf');
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await csrf.json());
  const answer = await request.post('/api/auth/callback/credentials', {
    data: { csrfToken, login: person.email, password: person.password },
  });
  if (!answer.ok()) throw new Error(`${person.email} could not sign in: ${answer.status()} ${await answer.text()}`);
}
