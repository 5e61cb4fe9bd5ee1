import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '@/lib/auth/contracts';
import { stopListening } from '@/lib/db/listen';
import { createConversation } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { callTool } from '@/lib/tool-calls/call-tool';
import { countUse } from '@/lib/grants/grants-sql';
import { sweepStandaloneCalls } from '@/lib/tool-calls/sweep-standalone-calls';
import { addTool } from '@/lib/tools/testing/add-tool';
import { askForOne } from '@/lib/tool-calls/testing/call-scene';
import { emptyTables, seedAsker } from '@/lib/tools/testing/tool-scene';

useTestDatabase();

const NOW = new Date('2026-11-22T10:00:00Z');
const SCHEMA = { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] };

let me: Principal;
let toolId: string;
let run: Awaited<ReturnType<typeof seedAsker>>['run'];
beforeEach(async () => {
  await emptyTables();
  ({ principal: me, run } = await seedAsker('agent'));
  toolId = await addTool({
    name: 'calculator',
    definition: { kind: 'builtin', builtin: 'calculator' },
    inputSchema: SCHEMA,
    grants: { agent: 'allow' },
  });
});
afterEach(stopListening);

const byHand = (conversationId: string | null = null) =>
  callTool(me, { id: uuidv7(), toolId, arguments: { expression: '1+1' }, conversationId });
const age = (daysAgo: number, id: string) =>
  sqlRunner().query(`UPDATE tool_call SET created_at = $1::timestamptz - $2 * interval '1 day' WHERE id = $3`, [
    NOW,
    daysAgo,
    id,
  ]);
const left = async () =>
  (await sqlRunner().query<{ id: string }>('SELECT id FROM tool_call ORDER BY id')).rows.map(({ id }) => id);

describe('sweepStandaloneCalls', () => {
  it('removes old manual calls outside conversations, and nothing else', async () => {
    const [old, recent] = [await byHand(), await byHand()];
    const inConversation = await byHand((await createConversation({ ownerId: me.personId })).id);
    const ofModel = await askForOne(run, 'calculator', { expression: '1' });
    const waiting = await byHand();
    await sqlRunner().query(`UPDATE tool_call SET state = 'running' WHERE id = $1`, [waiting.id]);
    for (const { id } of [old, inConversation, ofModel, waiting]) await age(31, id);
    await age(29, recent.id);
    expect(await sweepStandaloneCalls(NOW)).toBe(1);
    expect(await left()).toEqual([recent, inConversation, ofModel, waiting].map(({ id }) => id).toSorted());
  });

  it('gives no budget back', async () => {
    const call = await byHand();
    await age(40, call.id);
    const total = async () => (await countUse(sqlRunner(), toolId, me.personId, NOW, null)).total;
    expect(await total()).toBe(1);
    expect(await sweepStandaloneCalls(NOW)).toBe(1);
    expect([await left(), await total()]).toEqual([[], 1]);
  });

  it('goes on until nothing old is left', async () => {
    await sqlRunner().query(
      `INSERT INTO tool_call (id, origin, requester_id, tool_id, tool_name, tool_title, effect, arguments_text, state, created_at)
       SELECT gen_random_uuid(), 'person', $1, $2, 'calculator', 'calculator', 'read', '', 'refused', $3::timestamptz - interval '31 days' FROM generate_series(1, 230)`,
      [me.personId, toolId, NOW],
    );
    expect([await sweepStandaloneCalls(NOW), await sweepStandaloneCalls(NOW)]).toEqual([230, 0]);
  });
});
