import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { sessionCookieHeader } from '@/lib/auth/testing/session-cookie-header';

export interface BenchPerson {
  readonly id: string;
  /** The Cookie header of a signed-in session. */
  readonly cookie: string;
}

/**
 * People with sessions, straight into the database of a product that was started for this benchmark: signing in is
 * measured elsewhere, and argon2id for hundreds of people would heat the machine first.
 */
export async function createPeople(databaseUrl: string, count: number): Promise<BenchPerson[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const people = Array.from({ length: count }, () => ({
      id: uuidv7(),
      session: uuidv7(),
      secret: randomBytes(32).toString('base64url'),
    }));
    await client.query(
      `INSERT INTO person (id, email, name, password_hash, updated_at) SELECT id, id || '@bench.test', 'Bench', '!', now() FROM unnest($1::uuid[]) AS p(id)`,
      [people.map((person) => person.id)],
    );
    await client.query(
      `INSERT INTO session (id, token_hash, person_id, expires_at) SELECT s.id, s.hash, s.person, now() + interval '1 day' FROM unnest($1::uuid[], $2::bytea[], $3::uuid[]) AS s(id, hash, person)`,
      [
        people.map((person) => person.session),
        people.map((person) => createHash('sha256').update(person.secret).digest()),
        people.map((person) => person.id),
      ],
    );
    const cookies: BenchPerson[] = [];
    // One after another: a connection takes one statement at a time.
    for (const { id, secret } of people) cookies.push({ id, cookie: await sessionCookieHeader(client, secret) });
    return cookies;
  } finally {
    await client.end();
  }
}
