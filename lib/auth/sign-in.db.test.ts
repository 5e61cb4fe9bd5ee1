import { beforeEach, describe, expect, test } from 'vitest';
import { countBlocked } from '@/lib/db/testing/count-blocked';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { inTransaction } from '@/lib/db/in-transaction';
import { sqlRunner } from '@/lib/db/transaction';
import { isAppError, type AppError } from '@/lib/errors/app-error';
import { updatePersonRow } from '@/lib/auth/internal/people-repository';
import { deleteSessions } from '@/lib/auth/internal/sessions-repository';
import { insertSession } from '@/lib/auth/internal/sql/sessions-sql';
import { hashPassword } from '@/lib/auth/internal/password';
import { beginAttempt } from '@/lib/auth/internal/throttle';
import { signInSchema } from '@/lib/auth/contracts';
import { resetPassword } from '@/lib/auth/reset-password';
import { signIn } from '@/lib/auth/sign-in';
import { prolongBlocks } from '@/lib/auth/testing/prolong-blocks';

useTestDatabase();

const PASSWORD = '正确的马 battery';
let address = 0;
beforeEach(() => {
  address += 1;
});

const client = (): { address: string; userAgent: string } => ({ address: `10.0.0.${address}`, userAgent: 'test' });
const attempt = (login: string, password: string) => signIn(signInSchema.parse({ login, password }), client());

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (!isAppError(error)) throw error;
  return error;
}

const seedPerson = async (username?: string) =>
  createPerson({ passwordHash: await hashPassword(PASSWORD), ...(username === undefined ? {} : { username }) });

/** Lets `seconds` pass for the throttle, as if the rows had been written earlier. */
const passTime = (seconds: number) =>
  sqlRunner().query(
    'UPDATE sign_in_throttle SET last_failure_at = last_failure_at - make_interval(secs => $1), blocked_until = blocked_until - make_interval(secs => $1)',
    [seconds],
  );

test('e-mail or user name, in any case and width, opens a session of its own', async () => {
  const person = await seedPerson('lihua');
  const one = await attempt(person.email.toUpperCase(), PASSWORD);
  const other = await attempt('ＬｉＨｕａ ', PASSWORD);
  expect(one.personId).toBe(person.id);
  expect(other.personId).toBe(person.id);
  expect(other.secret).not.toBe(one.secret);
  const { rows } = await sqlRunner().query<{ text: string }>(
    'SELECT session::text AS text FROM session WHERE person_id = $1',
    [person.id],
  );
  expect(rows).toHaveLength(2);
  expect(rows.some(({ text }) => text.includes(one.secret))).toBe(false);
});

test('a password typed in full-width characters is the same password', async () => {
  const person = await seedPerson();
  expect((await attempt(person.email, '正确的马 ｂａｔｔｅｒｙ')).personId).toBe(person.id);
});

test('an unknown account, a wrong password and a disabled account get the same answer', async () => {
  const known = await seedPerson();
  const disabled = await seedPerson();
  await updatePersonRow(disabled.id, { disabled: true });
  const answers = [
    await failure(attempt('nobody@yika.test', PASSWORD)),
    await failure(attempt(known.email, 'wrong password')),
    await failure(attempt(disabled.email, PASSWORD)),
  ].map(({ kind, code, detail, values, retryAfterSeconds }) => ({ kind, code, detail, values, retryAfterSeconds }));
  expect(answers[0]).toEqual({
    kind: 'unauthenticated',
    code: 'sign-in-failed',
    detail: answers[0]?.detail,
    values: { seconds: 0 },
    retryAfterSeconds: undefined,
  });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test.each([
  ['known', true],
  ['unknown', false],
])('the delays of a %s account grow, are reported, and end', async (_, known) => {
  const login = known ? (await seedPerson()).email : 'stranger@yika.test';
  const delays: (number | undefined)[] = [];
  for (let tries = 0; tries < 7; tries += 1) {
    delays.push((await failure(attempt(login, 'wrong password'))).retryAfterSeconds);
    await passTime(delays.at(-1) ?? 0);
  }
  expect(delays).toEqual([undefined, undefined, undefined, undefined, 2, 4, 8]);
  await failure(attempt(login, 'wrong password'));
  const refused = await failure(attempt(login, PASSWORD));
  expect(refused.code).toBe('sign-in-throttled');
  expect(refused.kind).toBe('limited');
  expect(refused.retryAfterSeconds).toBeGreaterThan(8);
  expect(refused.retryAfterSeconds).toBeLessThanOrEqual(16);
});

test('knocking while blocked does not prolong the block, and the right password ends it for good', async () => {
  const person = await seedPerson();
  for (let tries = 0; tries < 5; tries += 1) await failure(attempt(person.email, 'wrong password'));
  await prolongBlocks(600);
  for (let tries = 0; tries < 20; tries += 1)
    expect((await failure(attempt(person.email, PASSWORD))).retryAfterSeconds).toBeLessThanOrEqual(602);
  await passTime(602);
  expect((await attempt(person.email, PASSWORD)).personId).toBe(person.id);
  expect((await failure(attempt(person.email, 'wrong password'))).retryAfterSeconds).toBeUndefined();
});

test('a free try reports no delay at all, however the clock ticks meanwhile', async () => {
  const delays = await Promise.all(
    Array.from(
      { length: 400 },
      async (_, n) =>
        (
          await beginAttempt({
            login: `stranger-${n % 100}@yika.test`,
            personId: null,
            address: `10.1.0.${n % 8}`,
            deviceId: null,
          })
        ).nextDelaySeconds,
    ),
  );
  expect(new Set(delays)).toEqual(new Set([0]));
});

test('of fifty guesses at once no more are looked at than one after another', async () => {
  const person = await seedPerson();
  const startMs = performance.now();
  const codes = await Promise.all(
    Array.from({ length: 50 }, async () => (await failure(attempt(person.email, 'wrong password'))).code),
  );
  const seconds = (performance.now() - startMs) / 1_000;
  // One more after 2 s, and so on.
  const mostLookedAt = 5 + [2, 6, 14, 30].filter((later) => seconds >= later).length;
  const lookedAt = codes.filter((code) => code === 'sign-in-failed').length;
  expect(lookedAt).toBeGreaterThanOrEqual(5);
  expect(lookedAt).toBeLessThanOrEqual(mostLookedAt);
  expect(codes.filter((code) => code === 'sign-in-throttled')).toHaveLength(50 - lookedAt);
});

test('one address that tries many accounts is slowed down, others are not', async () => {
  const person = await seedPerson();
  await sqlRunner().query(
    `INSERT INTO sign_in_throttle (key, failures, last_failure_at, blocked_until) VALUES ($1, 65, now(), now())`,
    [`address:${client().address}`],
  );
  expect((await failure(attempt('a@yika.test', 'wrong password'))).retryAfterSeconds).toBe(32);
  expect((await failure(attempt(person.email, PASSWORD))).code).toBe('sign-in-throttled');
  address += 1;
  expect((await attempt(person.email, PASSWORD)).personId).toBe(person.id);
});

test('what was typed as account is not stored', async () => {
  await failure(attempt('my-password-in-the-wrong-field', 'x'));
  const { rows } = await sqlRunner().query<{ key: string }>('SELECT key FROM sign_in_throttle');
  expect(rows.map(({ key }) => key).join()).not.toContain('my-password');
});

test('a sign-in that is overtaken by disabling the person, or by a reset, opens nothing', async () => {
  const person = await createPerson({ passwordHash: 'checked' });
  const open = () => insertSession(sqlRunner(), { personId: person.id, passwordHash: 'checked', ...client(), days: 1 });
  let overtaken: ReturnType<typeof open> | undefined;
  await inTransaction(async (transaction) => {
    await updatePersonRow(person.id, { disabled: true }, transaction.prisma);
    await deleteSessions(transaction, person.id, null);
    overtaken = open();
    // It must be waiting for the row before this commits, or the test would prove nothing.
    await expect.poll(() => countBlocked(transaction.sql)).toBeGreaterThan(0);
  });
  expect(await overtaken).toBeNull();
  await updatePersonRow(person.id, { disabled: false });
  await sqlRunner().query(`UPDATE person SET password_hash = 'reset' WHERE id = $1`, [person.id]);
  expect(await open()).toBeNull();
});

describe('guesses from elsewhere', () => {
  const at = (place: string, deviceId: string | null = null) => ({ address: place, userAgent: 'test', deviceId });
  const signInAt = (login: string, password: string, client: ReturnType<typeof at>) =>
    signIn(signInSchema.parse({ login, password }), client);
  /** Guesses without any pause until the account is closed to `place` for long. */
  const lockOut = async (login: string, place: string): Promise<void> => {
    for (let tries = 0; tries < 14; tries += 1) {
      await failure(signInAt(login, 'wrong password', at(place)));
      if (tries < 13) await passTime(900 / 2 ** (13 - tries));
    }
    expect((await failure(signInAt(login, 'wrong password', at(place)))).code).toBe('sign-in-throttled');
  };

  test('never close an account to a browser or an address where its owner signed in before', async () => {
    const { email } = await seedPerson();
    const { deviceId } = await signInAt(email, PASSWORD, at('192.0.2.1'));
    for (const attacker of ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4'])
      await lockOut(email, attacker);
    expect((await failure(signInAt(email, PASSWORD, at('203.0.113.1')))).code).toBe('sign-in-throttled');
    expect((await signInAt(email, PASSWORD, at('203.0.113.1', deviceId))).email).toBe(email);
    expect((await signInAt(email, PASSWORD, at('192.0.2.1'))).email).toBe(email);
  });

  test('of one address close it to that address alone', async () => {
    const { email } = await seedPerson();
    await lockOut(email, '198.51.100.9');
    expect((await signInAt(email, PASSWORD, at('203.0.113.9'))).email).toBe(email);
    // The right password somewhere else gives the attacker no new tries.
    expect((await failure(signInAt(email, 'wrong password', at('198.51.100.9')))).code).toBe('sign-in-throttled');
  });

  test('close it for a quarter of an hour at most', async () => {
    const { email } = await seedPerson();
    await lockOut(email, '198.51.100.10');
    const refused = await failure(signInAt(email, PASSWORD, at('198.51.100.10')));
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(900);
    await passTime(900);
    expect((await signInAt(email, PASSWORD, at('198.51.100.10'))).email).toBe(email);
  });

  test('by e-mail and by user name come out of one budget', async () => {
    const { email } = await seedPerson('both-names');
    const delays: number[] = [];
    for (let tries = 0; tries < 5; tries += 1)
      delays.push(
        (await failure(signInAt(tries % 2 === 0 ? email : 'both-names', 'wrong password', at('198.51.100.11'))))
          .retryAfterSeconds ?? 0,
      );
    expect(delays).toEqual([0, 0, 0, 0, 2]);
  });

  test('with a device cookie of the attacker’s own account count as those of a stranger', async () => {
    const attacker = await seedPerson();
    const { email } = await seedPerson();
    const { deviceId } = await signInAt(attacker.email, PASSWORD, at('198.51.100.12'));
    for (let tries = 0; tries < 5; tries += 1)
      await failure(signInAt(email, 'wrong password', at('198.51.100.12', deviceId)));
    expect((await failure(signInAt(email, PASSWORD, at('198.51.100.12')))).code).toBe('sign-in-throttled');
  });

  test('out of one IPv6 network come out of one budget', async () => {
    const { email } = await seedPerson();
    for (let host = 1; host <= 5; host += 1)
      await failure(signInAt(email, 'wrong password', at(`2001:db8:7:7::${host}`)));
    expect((await failure(signInAt(email, PASSWORD, at('2001:db8:7:7::ffff')))).code).toBe('sign-in-throttled');
    expect((await signInAt(email, PASSWORD, at('2001:db8:7:8::1'))).email).toBe(email);
  });

  test('of one machine do not take the sign-in from the others behind its address', async () => {
    const office = '192.0.2.77';
    const colleague = await seedPerson();
    await signInAt(colleague.email, PASSWORD, at(office));
    for (let name = 0; name < 67; name += 1) {
      await failure(signInAt(`made-up-${name}@yika.test`, 'wrong password', at(office)));
      if (name >= 60) await passTime(2 ** (name - 60));
    }
    await sqlRunner().query(`UPDATE sign_in_throttle SET blocked_until = now() + interval '1 hour' WHERE key = $1`, [
      `address:${office}`,
    ]);
    expect((await failure(signInAt('made-up-again@yika.test', 'wrong password', at(office)))).code).toBe(
      'sign-in-throttled',
    );
    expect((await signInAt(colleague.email, PASSWORD, at(office))).email).toBe(colleague.email);
    // It is no way around the limit of the address: one free try for each account, not four.
    const delays: number[] = [];
    for (let tries = 0; tries < 2; tries += 1)
      delays.push((await failure(signInAt(colleague.email, 'wrong password', at(office)))).retryAfterSeconds ?? 0);
    expect(delays).toEqual([0, 2]);
  });

  test('are forgotten when an administrator gives the account another password', async () => {
    const person = await seedPerson();
    await lockOut(person.email, '198.51.100.13');
    const admin = await createPerson({ role: 'admin' });
    const { temporaryPassword } = await resetPassword(
      {
        personId: admin.id,
        sessionId: crypto.randomUUID(),
        name: admin.name,
        role: 'admin',
        mustChangePassword: false,
      },
      person.id,
    );
    expect((await signInAt(person.email, temporaryPassword, at('198.51.100.13'))).email).toBe(person.email);
  });
});
