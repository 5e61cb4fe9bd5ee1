import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGroup } from '@/lib/auth/create-group';
import type { Principal } from '@/lib/auth/contracts';
import { setGroupMember } from '@/lib/auth/set-group-member';
import { stopListening, subscribe, whenListening } from '@/lib/db/listen';
import { getPool } from '@/lib/db/pool';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import type { GrantEffect } from '@/lib/tools/contracts';
import { TOOLS_CHANNEL } from '@/lib/tools/internal/tools-grants-sql';
import { offeredTools } from '@/lib/tools/offered-tools';
import { rememberedTools } from '@/lib/tools/remembered-tools';
import { setGrant } from '@/lib/tools/set-grant';
import { addTool } from '@/lib/tools/testing/add-tool';
import { asPrincipal, emptyTables } from '@/lib/tools/testing/call-scene';

useTestDatabase();

let admin: Principal;
let person: Principal;
const tools: string[] = [];

beforeEach(async () => {
  await emptyTables();
  admin = asPrincipal(await createPerson({ role: 'admin' }));
  person = asPrincipal(await createPerson());
  for (const name of ['by_group', 'by_role', 'denied']) {
    tools.push(await addTool({ name, definition: { kind: 'builtin', builtin: 'calculator' }, inputSchema: { type: 'object' } }));
  }
});

afterEach(async () => {
  vi.restoreAllMocks();
  await stopListening();
  globalThis.yikaToolShelf = undefined;
  tools.length = 0;
});

/** Makes a change and waits until this process was told of it. */
async function change(toolIndex: number, subjectKind: 'role' | 'group' | 'person', subjectId: string, effect: GrantEffect): Promise<void> {
  const told = new Promise<void>((resolve) => {
    const stop = subscribe(TOOLS_CHANNEL, () => {
      stop();
      resolve();
    });
  });
  await whenListening();
  await setGrant(admin, { toolId: tools[toolIndex] ?? '', subjectKind, subjectId, effect, limits: {} });
  await told;
}

const names = async (personId: string): Promise<string[]> => (await rememberedTools(personId)).map(({ name }) => name);

test('a change of tools or grants counts as soon as it is told, and agrees with what the database says', async () => {
  const group = await createGroup(admin, { name: '客服' });
  await setGroupMember(admin, group.id, person.personId, true);
  expect(await names(person.personId)).toEqual([]);
  await change(0, 'group', group.id, 'ask');
  await change(1, 'role', 'employee', 'allow');
  await change(2, 'role', 'employee', 'allow');
  expect(await names(person.personId)).toEqual(['by_group', 'by_role', 'denied']);
  await change(2, 'person', person.personId, 'deny');
  expect(await names(person.personId)).toEqual(['by_group', 'by_role']);
  expect(await rememberedTools(person.personId)).toEqual(await offeredTools(person.personId));
});

test('costs one query a question, and none while nothing is granted', async () => {
  await rememberedTools(person.personId);
  await whenListening();
  const query = vi.spyOn(getPool(), 'query');
  await rememberedTools(person.personId);
  expect(query).not.toHaveBeenCalled();
  query.mockRestore();
  await change(1, 'role', 'employee', 'allow');
  await rememberedTools(person.personId);
  const again = vi.spyOn(getPool(), 'query');
  await rememberedTools(person.personId);
  expect(again).toHaveBeenCalledTimes(1);
});
