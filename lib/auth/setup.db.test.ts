import { beforeEach, expect, test, vi } from 'vitest';
import { createPerson } from '@/lib/db/testing/seed';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { completeSetup } from '@/lib/auth/complete-setup';
import { createSetupLink } from '@/lib/auth/create-setup-link';
import { ensureFirstAdmin } from '@/lib/auth/ensure-first-admin';
import { isSetupNeeded } from '@/lib/auth/is-setup-needed';
import { setupSchema, signInSchema } from '@/lib/auth/contracts';
import { signIn } from '@/lib/auth/sign-in';

vi.stubEnv('ADMIN_EMAIL', 'Boss@yika.test');
vi.stubEnv('ADMIN_PASSWORD', 'the boss of it all');
const { connectionString } = useTestDatabase();

const CLIENT = { address: '10.0.0.1', userAgent: 'test' };
const PASSWORD = 'a long enough one';
const setup = (token: string, email: string) =>
  completeSetup(setupSchema.parse({ token, email, name: '管理员', password: PASSWORD }), CLIENT);
const admins = async () =>
  (await sqlRunner().query<{ email: string }>(`SELECT email FROM person WHERE role = 'admin'`)).rows.map(
    ({ email }) => email,
  );

async function newToken(): Promise<string> {
  const link = await createSetupLink();
  if (link === null) throw new Error('there is an administrator already');
  return link.token;
}

beforeEach(async () => {
  await runAsOwner(connectionString, 'TRUNCATE person, setting, sign_in_throttle CASCADE');
});

test('the link makes one administrator, signed in, and is worth nothing after', async () => {
  const token = await newToken();
  expect(await isSetupNeeded()).toBe(true);
  const { personId } = await setup(token, 'first@yika.test');
  expect(await isSetupNeeded()).toBe(false);
  expect(await admins()).toEqual(['first@yika.test']);
  expect((await signIn(signInSchema.parse({ login: 'first@yika.test', password: PASSWORD }), CLIENT)).personId).toBe(
    personId,
  );
  await expect(setup(token, 'second@yika.test')).rejects.toMatchObject({ code: 'setup-link-invalid' });
  expect(await createSetupLink()).toBeNull();
});

test('of two that use the link at once one wins', async () => {
  const token = await newToken();
  const results = await Promise.allSettled(
    ['a@yika.test', 'b@yika.test', 'c@yika.test'].map((email) => setup(token, email)),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  expect(refused).toEqual([
    expect.objectContaining({ code: 'setup-link-invalid' }),
    expect.objectContaining({ code: 'setup-link-invalid' }),
  ]);
  expect(await admins()).toHaveLength(1);
});

test('a newer link replaces the older, and only its hash is stored', async () => {
  const older = await newToken();
  const newer = await newToken();
  const { rows } = await sqlRunner().query<{ text: string }>('SELECT value::text AS text FROM setting');
  expect(rows.map(({ text }) => text).join()).not.toContain(newer);
  await expect(setup(older, 'old@yika.test')).rejects.toMatchObject({ code: 'setup-link-invalid' });
  await setup(newer, 'new@yika.test');
  expect(await admins()).toEqual(['new@yika.test']);
});

test('a refused set-up leaves the link usable', async () => {
  await createPerson({ email: 'taken@yika.test' });
  const token = await newToken();
  await expect(setup(token, 'taken@yika.test')).rejects.toMatchObject({ code: 'email-taken' });
  await expect(
    completeSetup(setupSchema.parse({ token, email: 'x@yika.test', name: 'x', password: '12345678' }), CLIENT),
  ).rejects.toMatchObject({ code: 'password-too-common' });
  await setup(token, 'free@yika.test');
  expect(await admins()).toEqual(['free@yika.test']);
});

test('processes that start at once make one administrator from the variables and never touch it again', async () => {
  const token = await newToken();
  await Promise.all([ensureFirstAdmin(), ensureFirstAdmin(), ensureFirstAdmin()]);
  expect(await admins()).toEqual(['boss@yika.test']);
  await expect(setup(token, 'thief@yika.test')).rejects.toMatchObject({ code: 'setup-link-invalid' });
  await sqlRunner().query(`UPDATE person SET password_hash = 'changed'`);
  await ensureFirstAdmin();
  expect((await sqlRunner().query('SELECT 1 FROM person WHERE password_hash = $1', ['changed'])).rowCount).toBe(1);
});
