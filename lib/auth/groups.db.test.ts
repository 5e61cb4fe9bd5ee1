import { beforeEach, expect, test } from 'vitest';
import { countBlocked } from '@/lib/db/testing/count-blocked';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import type { Principal } from '@/lib/auth/contracts';
import { createGroup } from '@/lib/auth/create-group';
import { deleteGroup } from '@/lib/auth/delete-group';
import { getGroup } from '@/lib/auth/get-group';
import { listGroups } from '@/lib/auth/list-groups';
import { renameGroup } from '@/lib/auth/rename-group';
import { setGroupMember } from '@/lib/auth/set-group-member';

useTestDatabase();

const as = (personId: string, role: Principal['role']): Principal => ({
  personId,
  role,
  sessionId: crypto.randomUUID(),
  name: 'Root',
  mustChangePassword: false,
});
const actions = async () =>
  (
    await sqlRunner().query<{ action: string }>(
      `SELECT action FROM audit_event WHERE target_kind = 'group' ORDER BY seq`,
    )
  ).rows.map((row) => row.action);

const FIRST = { page: 1 };
let admin: Principal;
beforeEach(async () => {
  await sqlRunner().query('DELETE FROM person');
  await sqlRunner().query('DELETE FROM person_group');
  admin = as((await createPerson({ role: 'admin' })).id, 'admin');
});

test('a group is made, renamed, filled, emptied and deleted, and each is recorded once', async () => {
  const before = (await actions()).length;
  const group = await createGroup(admin, { name: '客服' });
  const person = await createPerson({ name: '小王' });
  await setGroupMember(admin, group.id, person.id, true);
  await setGroupMember(admin, group.id, person.id, true);
  expect(await getGroup(admin, group.id, FIRST)).toMatchObject({
    name: '客服',
    memberCount: 1,
    members: [{ id: person.id, name: '小王', disabled: false }],
  });
  expect(await renameGroup(admin, group.id, { name: '售后' })).toMatchObject({ name: '售后', memberCount: 1 });
  await renameGroup(admin, group.id, { name: '售后' });
  expect((await listGroups(admin)).map(({ name }) => name)).toEqual(['售后']);
  await setGroupMember(admin, group.id, person.id, false);
  await setGroupMember(admin, group.id, person.id, false);
  await setGroupMember(admin, group.id, person.id, true);
  await deleteGroup(admin, group.id);
  expect(await listGroups(admin)).toEqual([]);
  expect((await actions()).slice(before)).toEqual([
    'group.created',
    'group.member_added',
    'group.renamed',
    'group.member_removed',
    'group.member_added',
    'group.deleted',
  ]);
  expect(
    (
      await sqlRunner().query(
        `SELECT FROM audit_event WHERE action LIKE 'group.%' AND target_id = $1 AND details::jsonb ->> 'sessionId' = $2`,
        [group.id, admin.sessionId],
      )
    ).rowCount,
  ).toBe(6);
  expect((await sqlRunner().query('SELECT 1 FROM group_member')).rowCount).toBe(0);
});

test('members come page by page, by name', async () => {
  const group = await createGroup(admin, { name: '全员' });
  await sqlRunner().query(
    `INSERT INTO person (id, email, name, role, password_hash, updated_at) SELECT gen_random_uuid(), n || '@yika.test', 'P' || lpad(n::text, 3, '0'), 'employee', '!', now() FROM generate_series(1, 120) AS n`,
  );
  await sqlRunner().query(
    `INSERT INTO group_member (group_id, person_id) SELECT $1, id FROM person WHERE name LIKE 'P%' AND id <> $2`,
    [group.id, admin.personId],
  );
  const pages = await Promise.all([1, 2, 3, 4].map((page) => getGroup(admin, group.id, { page })));
  const names = Array.from({ length: 120 }, (_, index) => `P${String(index + 1).padStart(3, '0')}`);
  expect(pages.map(({ members }) => members.map(({ name }) => name))).toEqual([
    names.slice(0, 50),
    names.slice(50, 100),
    names.slice(100),
    [],
  ]);
  for (const page of pages) expect(page).toMatchObject({ memberCount: 120, pageSize: 50 });
});

test('a name is one group’s, also when two are made at once', async () => {
  const results = await Promise.allSettled([createGroup(admin, { name: 'A' }), createGroup(admin, { name: 'A' })]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(results.find((result) => result.status === 'rejected')).toMatchObject({
    reason: { kind: 'conflict', code: 'group-name-taken' },
  });
  const other = await createGroup(admin, { name: 'B' });
  await expect(renameGroup(admin, other.id, { name: 'A' })).rejects.toMatchObject({ code: 'group-name-taken' });
});

test('a name that another group is just given is a conflict', async () => {
  const [first, second] = [await createGroup(admin, { name: 'A' }), await createGroup(admin, { name: 'B' })];
  let later: Promise<unknown> | undefined;
  await withTransaction(async (sql) => {
    await sql.query(`UPDATE person_group SET name = '同名' WHERE id = $1`, [first.id]);
    later = renameGroup(admin, second.id, { name: '同名' }).catch((error: unknown) => error);
    // It waits for the name, or the test would prove nothing.
    await expect.poll(() => countBlocked(sql)).toBe(1);
  });
  expect(await later).toMatchObject({ kind: 'conflict', code: 'group-name-taken' });
});

test('only administrators see and change groups; what is not there is not found', async () => {
  const group = await createGroup(admin, { name: 'A' });
  const agent = as((await createPerson({ role: 'agent' })).id, 'agent');
  const refused = [
    listGroups(agent),
    getGroup(agent, group.id, FIRST),
    createGroup(agent, { name: 'B' }),
    renameGroup(agent, group.id, { name: 'C' }),
    deleteGroup(agent, group.id),
    setGroupMember(agent, group.id, agent.personId, true),
  ];
  for (const result of await Promise.allSettled(refused))
    expect(result).toMatchObject({ status: 'rejected', reason: { kind: 'forbidden', code: 'admin-only' } });
  const nowhere = crypto.randomUUID();
  const missing = [
    getGroup(admin, nowhere, FIRST),
    renameGroup(admin, nowhere, { name: 'C' }),
    deleteGroup(admin, nowhere),
    setGroupMember(admin, nowhere, agent.personId, true),
    setGroupMember(admin, group.id, nowhere, true),
  ];
  for (const result of await Promise.allSettled(missing))
    expect(result).toMatchObject({ status: 'rejected', reason: { kind: 'not-found' } });
});
