import { beforeEach, expect, test } from 'vitest';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { hashPassword } from '@/lib/auth/internal/password';
import { changePassword } from '@/lib/auth/change-password';
import { MAX_SESSIONS, signInSchema, TEMPORARY_PASSWORD_DAYS, type Principal } from '@/lib/auth/contracts';
import { createPerson as addPerson } from '@/lib/auth/create-person';
import { getMe } from '@/lib/auth/get-me';
import { listSessions } from '@/lib/auth/list-sessions';
import { resetPassword } from '@/lib/auth/reset-password';
import { revokeSession } from '@/lib/auth/revoke-session';
import { signIn } from '@/lib/auth/sign-in';
import { signOutEverywhere } from '@/lib/auth/sign-out-everywhere';
import { updateMe } from '@/lib/auth/update-me';
import { prolongBlocks } from '@/lib/auth/testing/prolong-blocks';

useTestDatabase();

const OLD = 'the old password';
const NEW = 'the new password';
const CLIENT = { address: '10.1.1.1', userAgent: 'Firefox on Debian' };
const enter = (login: string, password: string) => signIn(signInSchema.parse({ login, password }), CLIENT);

async function signedIn(email: string): Promise<Principal> {
  const { personId, sessionId, name } = await enter(email, OLD);
  return { personId, sessionId, name, role: 'employee', mustChangePassword: false };
}

let email: string;
let me: Principal;
beforeEach(async () => {
  email = (await createPerson({ passwordHash: await hashPassword(OLD) })).email;
  me = await signedIn(email);
});

test('changing the password ends the other sessions and the temporary state', async () => {
  await sqlRunner().query('UPDATE person SET must_change_password = true WHERE id = $1', [me.personId]);
  await signedIn(email);
  await changePassword(me, { currentPassword: OLD, newPassword: NEW }, CLIENT);
  expect((await listSessions(me)).map(({ id, current }) => ({ id, current }))).toEqual([
    { id: me.sessionId, current: true },
  ]);
  expect(await getMe(me)).toMatchObject({ mustChangePassword: false });
  await expect(enter(email, OLD)).rejects.toMatchObject({ code: 'sign-in-failed' });
  expect((await enter(email, NEW)).personId).toBe(me.personId);
});

test('it takes the current password, slowed down like signing in, and a better new one', async () => {
  const change = (currentPassword: string, newPassword: string) =>
    changePassword(me, { currentPassword, newPassword }, CLIENT);
  await expect(change(OLD, 'password123')).rejects.toMatchObject({ code: 'password-too-common' });
  await expect(change(OLD, email)).rejects.toMatchObject({ code: 'password-too-common' });
  await expect(change(OLD, OLD)).rejects.toMatchObject({ code: 'password-unchanged' });
  for (let tries = 0; tries < 5; tries += 1)
    await expect(change('wrong', NEW)).rejects.toMatchObject({ code: 'current-password-wrong', kind: 'invalid' });
  await prolongBlocks(600);
  await expect(change(OLD, NEW)).rejects.toMatchObject({ code: 'sign-in-throttled' });
  expect((await enter(email, OLD)).personId).toBe(me.personId);
});

test('sessions are listed with where they are and ended one by one', async () => {
  const other = await signedIn(email);
  const sessions = await listSessions(me);
  expect(sessions.map(({ id }) => id).toSorted()).toEqual([me.sessionId, other.sessionId].toSorted());
  expect(sessions[0]).toMatchObject({ userAgent: CLIENT.userAgent, address: CLIENT.address });
  await revokeSession(me, other.sessionId);
  expect((await listSessions(me)).map(({ id }) => id)).toEqual([me.sessionId]);
  await expect(revokeSession(me, other.sessionId)).rejects.toMatchObject({ code: 'not-found' });
});

test('somebody else’s session is not found and stays', async () => {
  const stranger = await signedIn((await createPerson({ passwordHash: await hashPassword(OLD) })).email);
  await expect(revokeSession(me, stranger.sessionId)).rejects.toMatchObject({ kind: 'not-found' });
  expect(await listSessions(stranger)).toHaveLength(1);
});

test('signing out everywhere keeps this place or not, as wanted', async () => {
  await signedIn(email);
  await signOutEverywhere(me, { includeCurrent: false });
  expect((await listSessions(me)).map(({ id }) => id)).toEqual([me.sessionId]);
  await signOutEverywhere(me, { includeCurrent: true });
  expect(await listSessions(me)).toEqual([]);
});

test('name and language are one’s own', async () => {
  expect(await updateMe(me, { name: '王芳' })).toMatchObject({ name: '王芳', locale: null });
  expect(await updateMe(me, { locale: 'en' })).toMatchObject({ name: '王芳', locale: 'en' });
  expect(await updateMe(me, { locale: null })).toMatchObject({ name: '王芳', locale: null });
});

const eventsOf = async (action: string): Promise<number> =>
  (await sqlRunner().query('SELECT 1 FROM audit_event WHERE action = $1 AND actor_id = $2', [action, me.personId]))
    .rowCount ?? 0;
/** Lets `hours` pass for the budgets. */
const passHours = (hours: number) =>
  sqlRunner().query('UPDATE budget SET full_at = full_at - make_interval(hours => $1)', [hours]);

test('renaming oneself again and again cannot grow the log: a few at once, twenty a day', async () => {
  const rename = async (count: number): Promise<number> => {
    let done = 0;
    for (let index = 0; index < count; index += 1) {
      const name = `Name ${crypto.randomUUID()}`;
      const renamed = await updateMe(me, { name }).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ kind: 'limited', code: 'too-often' });
          return false;
        },
      );
      if (renamed) done += 1;
    }
    return done;
  };
  expect(await rename(30)).toBe(5);
  await passHours(2);
  expect(await rename(30)).toBe(1);
  await passHours(24);
  expect(await rename(30)).toBe(5);
  expect(await eventsOf('person.changed')).toBe(11);
  // The language leaves no event and has no such limit.
  for (let index = 0; index < 10; index += 1) await updateMe(me, { locale: index % 2 === 0 ? 'en' : 'zh' });
});

test('signing in again and again opens twenty sessions at most, the ones used last, and is limited itself', async () => {
  const secrets: string[] = [];
  for (let index = 1; index < 40; index += 1) secrets.push((await enter(email, OLD)).sessionId);
  await expect(enter(email, OLD)).rejects.toMatchObject({ kind: 'limited', code: 'too-often' });
  const { rows } = await sqlRunner().query<{ id: string }>('SELECT id FROM session WHERE person_id = $1', [
    me.personId,
  ]);
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(secrets.slice(-MAX_SESSIONS)));
  expect(await eventsOf('session.signed_in')).toBe(40);
  const last = await sqlRunner().query<{ details: string }>(
    `SELECT details FROM audit_event WHERE action = 'session.signed_in' AND actor_id = $1 ORDER BY seq DESC LIMIT 1`,
    [me.personId],
  );
  expect(JSON.parse(last.rows[0]?.details ?? '')).toMatchObject({ endedSessions: 1 });
  await passHours(1);
  await enter(email, OLD);
});

test('a session in use stays when others of the same person end', async () => {
  await sqlRunner().query(`UPDATE session SET last_seen_at = now() + interval '1 minute' WHERE id = $1`, [
    me.sessionId,
  ]);
  for (let index = 0; index < MAX_SESSIONS + 5; index += 1) await enter(email, OLD);
  expect((await listSessions(me)).some(({ current }) => current)).toBe(true);
});

test('changing the password and signing out everywhere are limited for a day too', async () => {
  let password = OLD;
  for (let index = 0; index < 5; index += 1) {
    await changePassword(me, { currentPassword: password, newPassword: `the new password ${index}` }, CLIENT);
    password = `the new password ${index}`;
  }
  await expect(changePassword(me, { currentPassword: password, newPassword: NEW }, CLIENT)).rejects.toMatchObject({
    code: 'too-often',
  });
  for (let index = 0; index < 10; index += 1) await signOutEverywhere(me, { includeCurrent: false });
  await expect(signOutEverywhere(me, { includeCurrent: false })).rejects.toMatchObject({ code: 'too-often' });
});

test('a temporary password that is too old opens nothing and changes nothing; another one does', async () => {
  const admin: Principal = { ...me, role: 'admin' };
  const { person, temporaryPassword } = await addPerson(admin, {
    name: '新同事',
    email: `${crypto.randomUUID()}@yika.test`,
    role: 'employee',
  });
  const { sessionId } = await enter(person.email, temporaryPassword);
  await sqlRunner().query(
    `UPDATE person SET password_expires_at = password_expires_at - make_interval(days => $2) WHERE id = $1`,
    [person.id, TEMPORARY_PASSWORD_DAYS],
  );
  await expect(enter(person.email, temporaryPassword)).rejects.toMatchObject({
    kind: 'forbidden',
    code: 'temporary-password-expired',
  });
  await expect(enter(person.email, 'a wrong password')).rejects.toMatchObject({ code: 'sign-in-failed' });
  const theirs: Principal = {
    personId: person.id,
    sessionId,
    name: person.name,
    role: 'employee',
    mustChangePassword: true,
  };
  await expect(
    changePassword(theirs, { currentPassword: temporaryPassword, newPassword: NEW }, CLIENT),
  ).rejects.toMatchObject({ code: 'temporary-password-expired' });
  const again = await resetPassword(admin, person.id);
  await enter(person.email, again.temporaryPassword);
  await changePassword(theirs, { currentPassword: again.temporaryPassword, newPassword: NEW }, CLIENT);
  await sqlRunner().query(
    `UPDATE person SET password_expires_at = password_expires_at - interval '1 year' WHERE id = $1`,
    [person.id],
  );
  await enter(person.email, NEW);
});
