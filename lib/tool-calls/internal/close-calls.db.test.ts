import { beforeEach, describe, expect, it } from 'vitest';
import type { SeedRun } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { cancelCalls } from '@/lib/tool-calls/cancel-calls';
import type { JsonObject } from '@/lib/tools/contracts';
import { expireApprovals } from '@/lib/tool-calls/expire-approvals';
import { addTool } from '@/lib/tools/testing/add-tool';
import { actionsOf, askFor, askForOne, readApproval, readCall } from '@/lib/tool-calls/testing/call-scene';
import { emptyTables, seedAsker, sql } from '@/lib/tools/testing/tool-scene';

useTestDatabase();

const INPUT_SCHEMA: JsonObject = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
const TOOL = {
  definition: { kind: 'builtin', builtin: 'calculator' },
  inputSchema: INPUT_SCHEMA,
  grants: { employee: 'allow' },
} as const;
/** Locked, their approvals ended, closed and recorded: however many calls there are. */
const STATEMENTS = 4;

let run: SeedRun;
beforeEach(async () => {
  await emptyTables();
  ({ run } = await seedAsker());
  await addTool({ name: 'look_up', ...TOOL });
  await addTool({ name: 'refund', ...TOOL, effect: 'change', approval: { mode: 'self' } });
});

async function countStatements(work: (sql: SqlRunner) => Promise<unknown>): Promise<number> {
  let statements = 0;
  await withTransaction((tx) =>
    work({
      query: (text, values) => {
        statements += 1;
        return tx.query(text, values);
      },
    }),
  );
  return statements;
}

describe('many calls are closed together', () => {
  it('when their run is stopped: each for what it was, with its approval and its events', async () => {
    const { id: ready } = await askForOne(run, 'look_up', { n: 1 }, { step: 1 });
    const { id: reading } = await askForOne(run, 'look_up', { n: 2 }, { step: 2 });
    const { id: waiting } = await askForOne(run, 'refund', { n: 3 }, { step: 3 });
    const { id: changing } = await askForOne(run, 'refund', { n: 4 }, { step: 4 });
    await sql(
      `UPDATE approval SET state = 'approved', decided_by_id = requester_id, decided_at = clock_timestamp() WHERE call_id = $1`,
      [changing],
    );
    await sql(`UPDATE tool_call SET state = 'running' WHERE id = ANY ($1::uuid[])`, [[reading, changing]]);
    expect(await countStatements((tx) => cancelCalls(tx, { runId: run.id }))).toBe(STATEMENTS);
    expect(await readCall(ready)).toMatchObject({ state: 'cancelled', error: { code: 'tool-cancelled' } });
    expect((await readCall(reading)).error).toEqual({ code: 'tool-stopped' });
    expect((await readCall(waiting)).model_text).toContain('Call of the tool "refund": cancelled.');
    expect((await readCall(changing)).error).toEqual({ code: 'tool-stopped', effectUnknown: true });
    expect([await readApproval(waiting), await readApproval(changing)]).toMatchObject([
      { state: 'cancelled' },
      { state: 'approved' },
    ]);
    expect(await actionsOf(ready)).toEqual(['call.requested', 'call.cancelled']);
    expect(await actionsOf(waiting)).toEqual([
      'call.requested',
      'approval.requested',
      'approval.cancelled',
      'call.cancelled',
    ]);
    expect(await actionsOf(changing)).toEqual(['call.requested', 'approval.requested', 'call.cancelled']);
  });

  it('when nobody decided about them in time', async () => {
    const other = await seedAsker();
    const asked = [
      { name: 'refund', arguments: { n: 1 } },
      { name: 'refund', arguments: { n: 2 } },
    ];
    const calls = [...(await askFor(run, asked)), ...(await askFor(other.run, asked))];
    const [inTime] = await askFor(run, [{ name: 'refund', arguments: { n: 3 } }], { step: 2 });
    await sql(`UPDATE approval SET expires_at = clock_timestamp() - interval '1 millisecond' WHERE call_id <> $1`, [
      inTime?.id,
    ]);
    let runs: string[] = [];
    const statements = await countStatements(async (tx) => {
      runs = await expireApprovals(tx, new Date());
    });
    expect(statements).toBe(STATEMENTS);
    expect(runs.toSorted()).toEqual([run.id, other.run.id].toSorted());
    for (const { id } of calls) {
      expect(await readCall(id)).toMatchObject({ state: 'refused', error: { code: 'approval-expired' } });
      expect(await readApproval(id)).toMatchObject({ state: 'expired' });
      expect(await actionsOf(id)).toEqual(['call.requested', 'approval.requested', 'approval.expired', 'call.refused']);
    }
    expect(await readApproval(inTime?.id ?? '')).toMatchObject({ state: 'pending' });
  });
});
