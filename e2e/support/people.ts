import { hash } from '@node-rs/argon2';
import type { APIRequestContext } from '@playwright/test';
import type pg from 'pg';
import { z } from 'zod';
import type { Role } from '@/lib/auth/contracts';

export interface TestPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/** Everybody's password in the tests: hashed once a worker, because a hash is slow on purpose. */
const PASSWORD = 'Correct horse 7 battery';
let passwordHash: Promise<string> | undefined;

/** Puts a person into the database. */
export async function createTestPerson(database: pg.Pool, role: Role, name = `${role} ${crypto.randomUUID().slice(0, 8)}`): Promise<TestPerson> {
  passwordHash ??= hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const person: TestPerson = { id: crypto.randomUUID(), email: `${crypto.randomUUID()}@yika.test`, name, role, password: PASSWORD };
  await database.query(
    'INSERT INTO person (id, email, name, role, password_hash, updated_at) VALUES ($1, $2, $3, $4::role, $5, now())',
    [person.id, person.email, person.name, role, await passwordHash],
  );
  return person;
}

/** Signs in over HTTP as a browser's form does; the session's cookie is then in the context. */
export async function signInOverHttp(request: APIRequestContext, person: TestPerson): Promise<void> {
  const csrf = await request.get('/api/auth/csrf');
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await csrf.json());
  const answer = await request.post('/api/auth/callback/credentials', { data: { csrfToken, login: person.email, password: person.password } });
  if (!answer.ok()) throw new Error(`${person.email} could not sign in: ${answer.status()} ${await answer.text()}`);
}
