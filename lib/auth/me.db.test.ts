import { beforeEach, expect, test } from 'vitest';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { hashPassword } from '@/lib/auth/internal/password';
import { changePassword } from '@/lib/auth/change-password';
import { signInSchema, type Principal } from '@/lib/auth/contracts';
import { getMe } from '@/lib/auth/get-me';
import { listSessions } from '@/lib/auth/list-sessions';
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
  expect((await listSessions(me)).map(({ id, current }) => ({ id, current }))).toEqual([{ id: me.sessionId, current: true }]);
  expect(await getMe(me)).toMatchObject({ mustChangePassword: false });
  await expect(enter(email, OLD)).rejects.toMatchObject({ code: 'sign-in-failed' });
  expect((await enter(email, NEW)).personId).toBe(me.personId);
});

test('it takes the current password, slowed down like signing in, and a better new one', async () => {
  const change = (currentPassword: string, newPassword: string) => changePassword(me, { currentPassword, newPassword }, CLIENT);
  await expect(change(OLD, 'password123')).rejects.toMatchObject({ code: 'password-too-common' });
  await expect(change(OLD, email)).rejects.toMatchObject({ code: 'password-too-common' });
  await expect(change(OLD, OLD)).rejects.toMatchObject({ code: 'password-unchanged' });
  for (let tries = 0; tries < 5; tries += 1) await expect(change('wrong', NEW)).rejects.toMatchObject({ code: 'current-password-wrong', kind: 'invalid' });
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
