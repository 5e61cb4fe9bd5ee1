import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Principal, Role } from '@/lib/auth/contracts';
import { createGroup } from '@/lib/auth/create-group';
import { deleteGroup } from '@/lib/auth/delete-group';
import { setGroupMember } from '@/lib/auth/set-group-member';
import { stopListening, subscribe, whenListening } from '@/lib/db/listen';
import { getPool } from '@/lib/db/pool';
import { createPerson, createRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import type { GrantEffect } from '@/lib/tools/contracts';
import { getGrantMatrix } from '@/lib/grants/get-grant-matrix';
import { TOOLS_CHANNEL } from '@/lib/grants/grants-sql';
import { pinTool } from '@/lib/grants/pin-tool';
import { rememberedTools } from '@/lib/grants/remembered-tools';
import { setGrant } from '@/lib/grants/set-grant';
import { addTool } from '@/lib/tools/testing/add-tool';
import { askForOne } from '@/lib/tool-calls/testing/call-scene';
import { offeredNames } from '@/lib/grants/testing/offered-names';
import { asPrincipal, emptyTables } from '@/lib/tools/testing/tool-scene';

useTestDatabase();

let admin: Principal;
let person: Principal;
const tools: string[] = [];

beforeEach(async () => {
  await emptyTables();
  admin = asPrincipal(await createPerson({ role: 'admin' }));
  person = asPrincipal(await createPerson());
  for (const name of ['by_group', 'by_role', 'denied']) {
    tools.push(
      await addTool({ name, definition: { kind: 'builtin', builtin: 'calculator' }, inputSchema: { type: 'object' } }),
    );
  }
});

afterEach(async () => {
  vi.restoreAllMocks();
  await stopListening();
  globalThis.yikaToolCache = undefined;
  tools.length = 0;
});

/** Makes a change and waits until this process was notified of it. */
async function notified(change: () => Promise<unknown>): Promise<void> {
  const received = new Promise<void>((resolve) => {
    const stop = subscribe(TOOLS_CHANNEL, () => {
      stop();
      resolve();
    });
  });
  await whenListening();
  await change();
  await received;
}

const grant = (
  toolIndex: number,
  subjectKind: 'role' | 'group' | 'person',
  subjectId: string,
  effect: GrantEffect,
): Promise<void> =>
  notified(() => setGrant(admin, { toolId: tools[toolIndex] ?? '', subjectKind, subjectId, effect, limits: {} }));

const names = async (role?: Role): Promise<string[]> =>
  (await rememberedTools(person.personId, role)).map(({ name }) => name);

test('a change of tools, grants or groups counts as soon as the process is notified, and agrees with what the database says', async () => {
  const group = await createGroup(admin, { name: '客服' });
  await setGroupMember(admin, group.id, person.personId, true);
  expect(await names()).toEqual([]);
  await grant(0, 'group', group.id, 'ask');
  await grant(1, 'role', 'employee', 'allow');
  await grant(2, 'role', 'employee', 'allow');
  expect(await names()).toEqual(['by_group', 'by_role', 'denied']);
  await grant(2, 'person', person.personId, 'deny');
  expect(await names()).toEqual(['by_group', 'by_role']);
  expect(await names()).toEqual(await offeredNames(person.personId));
  await notified(() => setGroupMember(admin, group.id, person.personId, false));
  expect(await names()).toEqual(['by_role']);
  await notified(() => setGroupMember(admin, group.id, person.personId, true));
  expect(await names()).toEqual(['by_group', 'by_role']);
  await notified(() => deleteGroup(admin, group.id));
  expect(await names()).toEqual(['by_role']);
  expect(await names()).toEqual(await offeredNames(person.personId));
});

test('the role is the one given, or the one the database knows; a disabled person is offered nothing', async () => {
  await grant(1, 'role', 'agent', 'allow');
  expect(await names()).toEqual([]);
  expect(await names('agent')).toEqual(['by_role']);
  await sqlRunner().query(`UPDATE person SET role = 'agent' WHERE id = $1`, [person.personId]);
  expect(await names()).toEqual(['by_role']);
  await sqlRunner().query('UPDATE person SET disabled_at = now() WHERE id = $1', [person.personId]);
  expect(await names()).toEqual([]);
});

test('of more than a third of the context as many are offered as fit: pinned ones first, then those used before, always in the same order', async () => {
  // The context is 32,768 tokens where no engine reports it: two of these fit.
  for (const name of ['large_a', 'large_b', 'large_c']) {
    tools.push(
      await addTool({
        name,
        description: '说'.repeat(5_000),
        definition: { kind: 'builtin', builtin: 'calculator' },
        inputSchema: { type: 'object' },
      }),
    );
  }
  for (const index of [1, 3, 4, 5]) await grant(index, 'role', 'employee', 'allow');
  expect(await names()).toEqual(['by_role', 'large_a', 'large_b']);
  expect(await offeredNames(person.personId)).toEqual(['by_role', 'large_a', 'large_b', 'large_c']);
  const run = await createRun({ personId: person.personId, status: 'waiting_approval' });
  await askForOne(run, 'large_c', {});
  expect(await names()).toEqual(['by_role', 'large_a', 'large_c']);
  await pinTool(person, tools[4] ?? '', true, new Date());
  expect(await names()).toEqual(['by_role', 'large_b', 'large_c']);
  const { room } = await getGrantMatrix(admin, { personId: person.personId });
  expect(room).toMatchObject({ maxTokens: 10_922, person: { leftOut: [tools[3]] } });
  expect(room.person?.tokens).toBeGreaterThan(15_000);
  expect(room.roles.map(({ role, tokens }) => [role, tokens > room.maxTokens])).toEqual([
    ['employee', true],
    ['agent', false],
    ['admin', false],
  ]);
  await sqlRunner().query('UPDATE tool SET enabled = false WHERE id = $1', [tools[4]]);
  const without = (await getGrantMatrix(admin, { personId: person.personId })).room;
  expect(without.person?.leftOut).toEqual([]);
});

test('costs no query where the role is known, one where it is not, and none while nothing is granted', async () => {
  await names();
  await whenListening();
  const query = vi.spyOn(getPool(), 'query');
  await names();
  expect(query).not.toHaveBeenCalled();
  query.mockRestore();
  await grant(1, 'role', 'employee', 'allow');
  await names();
  const again = vi.spyOn(getPool(), 'query');
  await names('employee');
  expect(again).not.toHaveBeenCalled();
  await names();
  expect(again).toHaveBeenCalledTimes(1);
});

test('a tool is the same object until something changes', async () => {
  await grant(1, 'role', 'employee', 'allow');
  const [first] = await rememberedTools(person.personId, 'employee');
  expect((await rememberedTools(person.personId, 'employee'))[0]).toBe(first);
});
