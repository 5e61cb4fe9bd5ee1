import { beforeEach, describe, expect, it } from 'vitest';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import type { Principal } from '@/lib/auth/contracts';
import { createGroup } from '@/lib/auth/create-group';
import { deleteGroup } from '@/lib/auth/delete-group';
import { setGroupMember } from '@/lib/auth/set-group-member';
import type { GrantEffect } from '@/lib/tools/contracts';
import { getGrantMatrix } from '@/lib/grants/get-grant-matrix';
import { setGrantSchema, type SetGrantInput } from '@/lib/grants/contracts';
import { listGrants } from '@/lib/grants/list-grants';
import { removeGrant } from '@/lib/grants/remove-grant';
import { setGrant } from '@/lib/grants/set-grant';
import { addTool } from '@/lib/tools/testing/add-tool';
import { offeredNames } from '@/lib/grants/testing/offered-names';
import { asPrincipal, emptyTables, seedAsker } from '@/lib/tools/testing/tool-scene';

useTestDatabase();

let admin: Principal;
let person: Principal;
let toolId: string;
beforeEach(async () => {
  await emptyTables();
  admin = asPrincipal(await createPerson({ role: 'admin', name: 'Root' }));
  person = asPrincipal(await createPerson({ name: '小王' }));
  toolId = await addTool({
    name: 'weather',
    definition: { kind: 'builtin', builtin: 'calculator' },
    inputSchema: { type: 'object', properties: { a: { type: 'string' }, city: { type: 'string' } } },
  });
});

const set = (
  subjectKind: SetGrantInput['subjectKind'],
  subjectId: string,
  effect: GrantEffect,
  limits: SetGrantInput['limits'] = {},
) => setGrant(admin, { toolId, subjectKind, subjectId, effect, limits });
const effective = async () => (await getGrantMatrix(admin, { personId: person.personId })).person?.effective[0];
const events = async (action: string) =>
  (
    await sqlRunner().query<{ details: string }>('SELECT details FROM audit_event WHERE action = $1 ORDER BY seq', [
      action,
    ])
  ).rows.map((row) => JSON.parse(row.details) as unknown);

describe('grants', () => {
  it('there is one for a tool and subject; setting it again replaces it, and both are recorded', async () => {
    const first = await set('role', 'employee', 'allow', { perDay: 5 });
    const second = await set('role', 'employee', 'ask');
    expect(second).toMatchObject({ id: first.id, effect: 'ask', limits: {}, subjectName: 'employee' });
    expect(await listGrants(admin, { toolId })).toEqual({ grants: [second], nextCursor: null });
    expect(await events('grant.set')).toMatchObject([
      { effect: 'allow', limits: { perDay: 5 } },
      { effect: 'ask', before: { effect: 'allow', limits: { perDay: 5 } } },
    ]);
    await removeGrant(admin, first.id);
    expect(await listGrants(admin, {})).toEqual({ grants: [], nextCursor: null });
    expect(await events('grant.removed')).toMatchObject([{ sessionId: admin.sessionId }]);
    await expect(removeGrant(admin, first.id)).rejects.toMatchObject({ kind: 'not-found' });
  });

  describe('as they were seen', () => {
    const role = () => ({ toolId, subjectKind: 'role', subjectId: 'employee' }) as const;
    const changed = (effect: string) => ({ kind: 'conflict', code: 'grant-changed-meanwhile', values: { effect } });
    const now = () =>
      listGrants(admin, { toolId }).then(({ grants }) => grants.map(({ effect, limits }) => [effect, limits]));

    it('replace that rule alone: another one is reported, and stays', async () => {
      const seen = await setGrant(
        admin,
        { ...role(), effect: 'allow', limits: {}, seen: null },
        new Date('2026-11-22T00:00:00Z'),
      );
      const theirs = await setGrant(
        admin,
        { ...role(), effect: 'deny', limits: {}, seen: seen.updatedAt },
        new Date('2026-11-22T00:00:01Z'),
      );
      for (const stale of [seen.updatedAt, null])
        await expect(
          setGrant(admin, { ...role(), effect: 'allow', limits: { perDay: 3 }, seen: stale }),
        ).rejects.toMatchObject(changed('deny'));
      await expect(removeGrant(admin, theirs.id, { seen: seen.updatedAt })).rejects.toMatchObject(changed('deny'));
      expect(await now()).toEqual([['deny', {}]]);
      await removeGrant(admin, theirs.id, { seen: theirs.updatedAt });
      await expect(
        setGrant(admin, { ...role(), effect: 'allow', limits: {}, seen: theirs.updatedAt }),
      ).rejects.toMatchObject(changed('none'));
      expect(await now()).toEqual([]);
    });

    it('of two that fill an empty cell at once, one gets the other in its error', async () => {
      const results = await Promise.allSettled(
        (['allow', 'deny'] as const).map((effect) => setGrant(admin, { ...role(), effect, limits: {}, seen: null })),
      );
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'grant-changed-meanwhile' },
      });
    });
  });

  it('are reported by name, oldest first', async () => {
    const group = await createGroup(admin, { name: '客服' });
    await set('person', person.personId, 'allow');
    await set('group', group.id, 'allow');
    await set('role', 'agent', 'allow');
    expect((await listGrants(admin, {})).grants.map(({ subjectName }) => subjectName)).toEqual([
      '小王',
      '客服',
      'agent',
    ]);
  });

  it('come page by page, of all tools or of one', async () => {
    const other = await addTool({
      name: 'other',
      definition: { kind: 'builtin', builtin: 'calculator' },
      inputSchema: {},
    });
    await sqlRunner().query(
      `INSERT INTO tool_grant (id, tool_id, subject_kind, subject_id, effect, limits, updated_at)
       SELECT gen_random_uuid(), CASE WHEN n % 3 = 0 THEN $1::uuid ELSE $2::uuid END, 'person', gen_random_uuid()::text, 'allow', '{}', now() FROM generate_series(1, 700) AS n`,
      [other, toolId],
    );
    const readAll = async (input: { toolId?: string }): Promise<number[]> => {
      const seen: string[] = [];
      const sizes: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await listGrants(admin, { ...input, cursor });
        sizes.push(page.grants.length);
        seen.push(...page.grants.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      return sizes;
    };
    expect(await readAll({})).toEqual([200, 200, 200, 100]);
    expect(await readAll({ toolId: other })).toEqual([200, 33]);
  });

  it('only administrators see and set them', async () => {
    const grant = await set('role', 'employee', 'allow');
    const work = [
      listGrants(person, {}),
      getGrantMatrix(person, {}),
      removeGrant(person, grant.id),
      setGrant(person, { toolId, subjectKind: 'person', subjectId: person.personId, effect: 'allow', limits: {} }),
    ];
    for (const result of await Promise.allSettled(work))
      expect(result).toMatchObject({ status: 'rejected', reason: { kind: 'forbidden', code: 'admin-only' } });
  });

  it('are of tools, groups and persons that exist', async () => {
    await expect(
      setGrant(admin, {
        toolId: crypto.randomUUID(),
        subjectKind: 'role',
        subjectId: 'agent',
        effect: 'allow',
        limits: {},
      }),
    ).rejects.toMatchObject({ kind: 'not-found' });
    await expect(set('group', crypto.randomUUID(), 'allow')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(set('person', crypto.randomUUID(), 'allow')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each([
    ['a pattern that is none', { arguments: { properties: { a: { pattern: '(' } } } }, 'tool-schema-invalid'],
    ['a misspelt bound', { arguments: { properties: { a: { maximun: 3 } } } }, 'tool-schema-invalid'],
    [
      'an argument that the tool does not have',
      { arguments: { properties: { a: { enum: ['x'] } }, anyOf: [{ properties: { amonut: { maximum: 3 } } }] } },
      'grant-limit-unknown',
    ],
    [
      'something inside of an argument that has nothing inside',
      { arguments: { properties: { a: { properties: { b: { maximum: 3 } } } } } },
      'grant-limit-unknown',
    ],
    [
      'a time zone that does not exist',
      { hours: { timeZone: 'Mars/Olympus', days: [1], from: '09:00', to: '18:00' } },
      'time-zone-unknown',
    ],
  ])('%s is refused when it is set', async (_what, limits, code) => {
    await expect(set('role', 'employee', 'allow', limits)).rejects.toMatchObject({ kind: 'invalid', code });
    expect(await listGrants(admin, {})).toEqual({ grants: [], nextCursor: null });
  });

  it('limits that do not fit any more stop nobody from denying', async () => {
    expect(
      await set('role', 'employee', 'deny', { arguments: { properties: { gone: { maximum: 3 } } } }),
    ).toMatchObject({ effect: 'deny' });
  });

  it.each([
    [{ subjectKind: 'role', subjectId: 'root' }],
    [{ subjectKind: 'role', subjectId: crypto.randomUUID() }],
    [{ subjectKind: 'person', subjectId: 'admin' }],
    [{ subjectKind: 'group', subjectId: '*' }],
    [{ subjectKind: 'everyone', subjectId: 'admin' }],
  ])('%j names nobody', (subject) => {
    expect(setGrantSchema.safeParse({ toolId, effect: 'allow', ...subject }).success).toBe(false);
  });
});

describe('the matrix', () => {
  it('says which rule applies and why', async () => {
    expect(await effective()).toMatchObject({ effect: 'deny', why: 'nothing', decidedBy: [] });
    const role = await set('role', 'employee', 'allow', { perDay: 9 });
    expect(await effective()).toMatchObject({
      effect: 'allow',
      why: 'role',
      decidedBy: [role.id],
      limits: [{ perDay: 9 }],
      needsApproval: 'none',
      unavailable: null,
    });
    const group = await createGroup(admin, { name: '客服' });
    await setGroupMember(admin, group.id, person.personId, true);
    const ofGroup = await set('group', group.id, 'ask');
    expect(await effective()).toMatchObject({
      effect: 'ask',
      why: 'group',
      decidedBy: [ofGroup.id],
      needsApproval: 'self',
      limits: [{ perDay: 9 }],
    });
    const own = await set('person', person.personId, 'allow');
    expect(await effective()).toMatchObject({ effect: 'allow', why: 'person', decidedBy: [own.id] });
    await set('group', group.id, 'deny');
    expect(await effective()).toMatchObject({ effect: 'deny', why: 'denied', decidedBy: [ofGroup.id] });
    await setGroupMember(admin, group.id, person.personId, false);
    expect(await effective()).toMatchObject({ effect: 'allow', why: 'person' });
    await sqlRunner().query('UPDATE tool SET enabled = false');
    expect(await effective()).toMatchObject({ effect: 'allow', unavailable: 'tool-disabled' });
    await sqlRunner().query('UPDATE person SET disabled_at = now() WHERE id = $1', [person.personId]);
    expect(await effective()).toMatchObject({ unavailable: 'person-disabled' });
  });

  it('has every tool, role and group, and the filled cells', async () => {
    const group = await createGroup(admin, { name: '客服' });
    await set('group', group.id, 'allow');
    const matrix = await getGrantMatrix(admin, {});
    expect(matrix).toMatchObject({
      tools: [{ id: toolId, name: 'weather', quarantined: false, enabled: true }],
      roles: ['employee', 'agent', 'admin'],
      groups: [{ name: '客服' }],
      grants: [{ subjectId: group.id }],
      person: null,
    });
    await expect(getGrantMatrix(admin, { personId: crypto.randomUUID() })).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('has the own grants of the person who is looked at, and of nobody else', async () => {
    const others = await seedAsker();
    await set('person', others.principal.personId, 'allow');
    await set('person', person.personId, 'deny');
    await set('role', 'agent', 'allow');
    const subjects = async (personId?: string) =>
      (await getGrantMatrix(admin, { personId })).grants.map(({ subjectName }) => subjectName);
    expect(await subjects()).toEqual(['agent']);
    expect(await subjects(person.personId)).toEqual(['agent', '小王']);
  });

  it('agrees with what is offered', async () => {
    const offered = async () => (await offeredNames(person.personId)).length;
    expect(await offered()).toBe(0);
    for (const effect of ['allow', 'ask', 'deny'] as const) {
      await set('person', person.personId, effect);
      expect(await offered()).toBe(effect === 'deny' ? 0 : 1);
      expect((await effective())?.effect).toBe(effect);
    }
  });

  it('a deleted group takes its grants along, a deleted person theirs', async () => {
    const group = await createGroup(admin, { name: '客服' });
    await set('group', group.id, 'deny');
    await set('person', person.personId, 'allow');
    await set('role', 'agent', 'allow');
    await deleteGroup(admin, group.id);
    await sqlRunner().query('DELETE FROM person WHERE id = $1', [person.personId]);
    expect((await listGrants(admin, {})).grants.map(({ subjectKind }) => subjectKind)).toEqual(['role']);
  });
});
