import { beforeEach, expect, test } from 'vitest';
import { createPerson as seedPerson } from '@/lib/db/testing/seed';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import {
  createPersonSchema,
  listPeopleSchema,
  signInSchema,
  type ListPeopleInput,
  type Principal,
} from '@/lib/auth/contracts';
import { createPerson } from '@/lib/auth/create-person';
import { listPeople } from '@/lib/auth/list-people';
import { resetPassword } from '@/lib/auth/reset-password';
import { signIn } from '@/lib/auth/sign-in';
import { signOutPerson } from '@/lib/auth/sign-out-person';
import { updatePerson } from '@/lib/auth/update-person';

const { connectionString } = useTestDatabase();

const CLIENT = { address: '10.0.0.1', userAgent: 'test' };
const as = (personId: string, role: Principal['role']): Principal => ({
  personId,
  role,
  sessionId: crypto.randomUUID(),
  name: 'x',
  mustChangePassword: false,
});
const sessionsOf = async (personId: string) =>
  (await sqlRunner().query('SELECT 1 FROM session WHERE person_id = $1', [personId])).rowCount;
const signInAs = (login: string, password: string) => signIn(signInSchema.parse({ login, password }), CLIENT);

let admin: Principal;
beforeEach(async () => {
  await runAsOwner(connectionString, 'TRUNCATE person, sign_in_throttle CASCADE');
  const seeded = await seedPerson({ role: 'admin', name: 'Root' });
  admin = as(seeded.id, 'admin');
});

test('a new person signs in with the temporary password and must change it', async () => {
  const created = await createPerson(
    admin,
    createPersonSchema.parse({ name: '李华', email: 'LiHua@Yika.test', username: '李华', role: 'agent' }),
  );
  expect(created.person).toMatchObject({
    email: 'lihua@yika.test',
    username: '李华',
    role: 'agent',
    mustChangePassword: true,
    disabled: false,
    lastSeenAt: null,
  });
  expect(created.temporaryPassword).toMatch(/^([2-9a-z]{4}-){3}[2-9a-z]{4}$/);
  expect((await signInAs('李华', created.temporaryPassword)).personId).toBe(created.person.id);
});

test('an e-mail address or user name is somebody’s once, also when two are made at once', async () => {
  const make = (email: string, username: string) =>
    createPerson(admin, createPersonSchema.parse({ name: 'n', email, username }));
  const results = await Promise.allSettled([make('one@yika.test', 'one'), make('one@yika.test', 'two')]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(make('one@yika.test', 'three')).rejects.toMatchObject({ code: 'email-taken', kind: 'conflict' });
  await make('four@yika.test', 'four');
  await expect(make('five@yika.test', 'four')).rejects.toMatchObject({ code: 'username-taken' });
  const five = await make('five@yika.test', 'five');
  await expect(updatePerson(admin, five.person.id, { email: 'four@yika.test' })).rejects.toMatchObject({
    code: 'email-taken',
  });
});

test('only administrators may do any of it', async () => {
  const employee = as((await seedPerson()).id, 'employee');
  const agent = as((await seedPerson()).id, 'agent');
  for (const principal of [employee, agent]) {
    const refused = [
      listPeople(principal, listPeopleSchema.parse({})),
      createPerson(principal, createPersonSchema.parse({ name: 'n', email: 'n@yika.test' })),
      updatePerson(principal, principal.personId, { role: 'admin' }),
      resetPassword(principal, admin.personId),
      signOutPerson(principal, admin.personId),
    ];
    for (const work of refused) await expect(work).rejects.toMatchObject({ kind: 'forbidden', code: 'admin-only' });
  }
});

test('the last enabled administrator can be neither demoted nor disabled', async () => {
  await seedPerson({ role: 'admin' }).then(({ id }) => updatePerson(admin, id, { disabled: true }));
  await expect(updatePerson(admin, admin.personId, { role: 'employee' })).rejects.toMatchObject({
    code: 'last-admin',
    kind: 'conflict',
  });
  await expect(updatePerson(admin, admin.personId, { disabled: true })).rejects.toMatchObject({ code: 'last-admin' });
  expect(await updatePerson(admin, admin.personId, { name: 'Still here' })).toMatchObject({
    name: 'Still here',
    role: 'admin',
  });
});

test('administrators who all demote or disable each other at once leave one', async () => {
  const seeded = await Promise.all(Array.from({ length: 5 }, () => seedPerson({ role: 'admin' })));
  const everyone = [admin, ...seeded.map(({ id }) => as(id, 'admin'))];
  const results = await Promise.allSettled(
    everyone.map(({ personId }, index) =>
      updatePerson(admin, personId, index % 2 === 0 ? { role: 'employee' } : { disabled: true }),
    ),
  );
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  const left = await sqlRunner().query(`SELECT 1 FROM person WHERE role = 'admin' AND disabled_at IS NULL`);
  expect(left.rowCount).toBe(1);
});

test('disabling ends every session and keeps the person out until enabled', async () => {
  const { person, temporaryPassword } = await createPerson(
    admin,
    createPersonSchema.parse({ name: 'n', email: 'n@yika.test' }),
  );
  await signInAs(person.email, temporaryPassword);
  await signInAs(person.email, temporaryPassword);
  expect(await updatePerson(admin, person.id, { disabled: true })).toMatchObject({ disabled: true });
  expect(await sessionsOf(person.id)).toBe(0);
  await expect(signInAs(person.email, temporaryPassword)).rejects.toMatchObject({ code: 'sign-in-failed' });
  await updatePerson(admin, person.id, { disabled: false });
  expect((await signInAs(person.email, temporaryPassword)).personId).toBe(person.id);
});

test('a reset ends the sessions and the old password', async () => {
  const { person, temporaryPassword } = await createPerson(
    admin,
    createPersonSchema.parse({ name: 'n', email: 'n@yika.test' }),
  );
  await signInAs(person.email, temporaryPassword);
  const reset = await resetPassword(admin, person.id);
  expect(await sessionsOf(person.id)).toBe(0);
  await expect(signInAs(person.email, temporaryPassword)).rejects.toMatchObject({ code: 'sign-in-failed' });
  await signInAs(person.email, reset.temporaryPassword);
  await signOutPerson(admin, person.id);
  expect(await sessionsOf(person.id)).toBe(0);
  await expect(resetPassword(admin, admin.personId)).rejects.toMatchObject({ code: 'own-password' });
  await expect(resetPassword(admin, crypto.randomUUID())).rejects.toMatchObject({ code: 'not-found' });
});

test('a patch changes what it names and nothing else', async () => {
  const { person } = await createPerson(
    admin,
    createPersonSchema.parse({ name: 'n', email: 'n@yika.test', username: 'nn', role: 'agent' }),
  );
  expect(await updatePerson(admin, person.id, { name: '新名' })).toEqual({ ...person, name: '新名' });
  expect(await updatePerson(admin, person.id, { username: null, role: 'employee' })).toEqual({
    ...person,
    name: '新名',
    username: null,
    role: 'employee',
  });
  await expect(updatePerson(admin, crypto.randomUUID(), { name: 'x' })).rejects.toMatchObject({ code: 'not-found' });
});

test('search finds Chinese and Latin parts of names and addresses literally, with pages and counts', async () => {
  await seedPerson({ name: '张小明', email: 'xm@yika.test' });
  await seedPerson({ name: '100% sure', email: 'sure@yika.test', role: 'agent' });
  for (let n = 0; n < 60; n += 1) await seedPerson({ name: `Crowd ${n}` });
  const find = async (input: Partial<ListPeopleInput>) => listPeople(admin, listPeopleSchema.parse(input));
  expect((await find({ search: '小明' })).people.map(({ email }) => email)).toEqual(['xm@yika.test']);
  expect((await find({ search: 'SURE@' })).total).toBe(1);
  expect((await find({ search: '%' })).total).toBe(1);
  expect((await find({ role: 'agent' })).total).toBe(1);
  expect((await find({ status: 'disabled' })).total).toBe(0);
  const pages = [await find({ search: 'crowd' }), await find({ search: 'crowd', page: 2 })];
  expect(pages.map(({ people, total }) => [people.length, total])).toEqual([
    [50, 60],
    [10, 60],
  ]);
  expect(new Set(pages.flatMap(({ people }) => people.map(({ id }) => id))).size).toBe(60);
});
