import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { getPool } from '@/lib/db/pool';
import { FLUSH, sqlRunner } from '@/lib/db/transaction';
import { startRawServer, type RawServer } from '@/lib/engine/testing/start-raw-server';
import { getEngine } from '@/lib/engine/current-engine';
import { continueAnswer, regenerate } from '@/lib/runs/answer-again';
import { runEventSchema, type RunEvent } from '@/lib/runs/contracts';
import { followRun } from '@/lib/runs/follow-run';
import { stopRun } from '@/lib/runs/stop-run';
import { greet, orderDefinition, principalOf, SUM_SCHEMA, useDemoRuns } from '@/lib/runs/testing/use-demo-runs';
import type { ToolEffect } from '@/lib/tools/contracts';
import { addTool } from '@/lib/tools/testing/add-tool';

/** A till that takes orders and never answers. */
let till: RawServer;
/** A register whose answers are long. */
let register: RawServer;

// A small context is full after few steps.
const world = useDemoRuns({ ENGINE_CONTEXT_TOKENS: '8192' }, async () => {
  const sum = { definition: { kind: 'builtin', builtin: 'calculator' } as const, inputSchema: SUM_SCHEMA };
  await addTool({ name: 'calculate', ...sum, grants: { agent: 'allow' } });
  await addTool({
    name: 'approve_sum',
    ...sum,
    effect: 'change',
    approval: { mode: 'approvers', roles: ['admin'], fourEyes: true },
    grants: { agent: 'ask' },
  });
  till = await startRawServer(() => undefined);
  register = await startRawServer((socket) => {
    const body = '已发货未签收'.repeat(1_000);
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
  const addOrderTool = (name: string, server: RawServer, effect: ToolEffect) => {
    const hosts = [new URL(server.url).host];
    return addTool({
      name,
      definition: orderDefinition(server),
      inputSchema: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
      effect,
      hosts,
      intranetHosts: hosts,
      timeoutMs: 60_000,
      grants: { agent: 'allow' },
    });
  };
  await addOrderTool('refund', till, 'change');
  await addOrderTool('read_register', register, 'read');
  await addOrderTool('note_order', register, 'change');
  return [till, register];
});

/** What the model does next; after its results it answers by itself. */
const script = (...calls: readonly { name: string; arguments: unknown }[]) =>
  world.demo.script({ faults: [{ fault: 'forced-tool-call', calls }] });

async function askNow(text?: string): Promise<string> {
  const { conversationId, parentId } = await greet(world.agent);
  return world.question(conversationId, parentId, text);
}

/** Events of a run until `isLast` says so, or its end. */
async function follow(runId: string, isLast: (event: RunEvent) => boolean = () => false): Promise<RunEvent[]> {
  const reader = (await followRun(principalOf(world.agent), runId, null)).getReader();
  const decoder = new TextDecoder();
  const events: RunEvent[] = [];
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return events;
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block
        .split('\n')
        .find((line) => line.startsWith('data: '))
        ?.slice(6);
      if (data === undefined || data === '[DONE]') continue;
      const event = runEventSchema.parse(JSON.parse(data));
      events.push(event);
      if (isLast(event)) {
        await reader.cancel();
        return events;
      }
    }
  }
}

const callStates = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'data-call' ? [`${event.data.toolName} ${event.data.state}`] : []));
const endOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'data-end' ? [event.data] : []))[0];
async function partsOf(runId: string): Promise<{ type: string; text: string }[]> {
  const { rows } = await sqlRunner().query<{ parts: { type: string; text: string }[] }>(
    'SELECT m.parts FROM message m JOIN run r ON r.assistant_message_id = m.id WHERE r.id = $1',
    [runId],
  );
  return rows[0]?.parts ?? [];
}

describe('a run with tools', () => {
  it('calls a granted tool, gives the model its result, and answers', async () => {
    await script(
      { name: 'calculate', arguments: { expression: '6*7' } },
      { name: 'calculate', arguments: { expression: '1+1' } },
    );
    const runId = await askNow();
    const events = await follow(runId);
    expect(endOf(events)).toMatchObject({ status: 'completed', error: null });
    const last = new Map(
      events.flatMap((event) => (event.type === 'data-call' ? [[event.id, event.data] as const] : [])),
    );
    expect([...last.values()].map((call) => [call.state, call.result?.text.includes('42') ?? false])).toEqual([
      ['done', true],
      ['done', false],
    ]);
    expect((await partsOf(runId)).map((part) => part.type)).toEqual(['tool', 'tool', 'text']);
    // What the engine was sent the second time.
    const { rows } = await sqlRunner().query<{ steps: number; status: string }>(
      'SELECT steps, status::text AS status FROM run WHERE id = $1',
      [runId],
    );
    expect(rows).toEqual([{ steps: 1, status: 'completed' }]);
  });

  it('refuses what was not granted, reports it to the model, and the answer goes on', async () => {
    await script({ name: 'delete_user_account', arguments: { id: 'everyone' } });
    const runId = await askNow();
    const events = await follow(runId);
    expect(callStates(events)).toContain('delete_user_account refused');
    expect(endOf(events)?.status).toBe('completed');
    const { rows } = await sqlRunner().query(
      `SELECT 1 FROM audit_event WHERE action = 'call.refused' AND run_id = $1 AND tool_name = 'delete_user_account'`,
      [runId],
    );
    expect(rows).toHaveLength(1);
  });

  it('can be stopped while its step is being stored: the call is neither made nor left to be approved', async () => {
    await script({ name: 'approve_sum', arguments: { expression: '7+7' } });
    // The step's transaction is open, and has parked the run, for as long as somebody else holds the log's chain.
    const holder = new pg.Client({ connectionString: world.database.connectionString });
    await holder.connect();
    try {
      await holder.query('BEGIN; SELECT FROM audit_head FOR UPDATE');
      const { rows: holders } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      /** Whether anybody waits for the holder, or for somebody who does. */
      const isAnybodyBehind = async (whom: 'holder' | 'others'): Promise<boolean> =>
        (
          await sqlRunner().query(
            `SELECT FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0 AND ($1::int = ANY (pg_blocking_pids(pid))) = $2`,
            [holders[0]?.pid, whom === 'holder'],
          )
        ).rows.length > 0;
      const runId = await askNow();
      await vi.waitUntil(() => isAnybodyBehind('holder'), 10_000);
      const stopped = stopRun(principalOf(world.agent), runId);
      await vi.waitUntil(() => isAnybodyBehind('others'), 10_000);
      await holder.query('COMMIT');
      await stopped;
      await vi.waitUntil(
        async () =>
          (await sqlRunner().query(`SELECT 1 FROM run WHERE id = $1 AND status = 'stopped'`, [runId])).rows.length ===
          1,
        10_000,
      );
      const { rows } = await sqlRunner().query(
        `SELECT c.state::text AS call, a.state::text AS approval FROM tool_call c JOIN approval a ON a.call_id = c.id WHERE c.run_id = $1`,
        [runId],
      );
      expect(rows).toEqual([{ call: 'cancelled', approval: 'cancelled' }]);
    } finally {
      await holder.end();
    }
  });

  it('ends after the limit of steps although the model calls again and again', async () => {
    await world.demo.script({
      faults: Array.from({ length: 9 }, (_, index) => ({
        fault: 'forced-tool-call',
        calls: [{ name: 'calculate', arguments: { expression: `${index}+1` } }],
      })),
    });
    const runId = await askNow();
    const end = endOf(await follow(runId));
    expect(end?.error).toMatchObject({ code: 'tool-step-limit', values: { limit: 8 } });
    const { rows } = await sqlRunner().query<{ count: number }>(
      'SELECT count(*)::int AS count FROM tool_call WHERE run_id = $1',
      [runId],
    );
    expect(rows[0]?.count).toBe(8);
  });
});

describe('what must not end an answer', () => {
  it('results that are too long for the context together are cut to what fits, and the answer says how many', async () => {
    await script(
      ...Array.from({ length: 12 }, (_, index) => ({ name: 'read_register', arguments: { order: `A${index}` } })),
    );
    const runId = await askNow();
    await follow(runId, (event) => event.type === 'text-delta');
    // It answers; all of it would take its time.
    await stopRun(principalOf(world.agent), runId);
    const end = endOf(await follow(runId));
    expect(end).toMatchObject({ status: 'stopped', error: null, origin: { shortenedResults: 12 } });
    const available = (getEngine().contextTokens * 3) / 4;
    expect(end?.origin?.promptTokens).toBeLessThan(available);
    expect(end?.origin?.promptTokens).toBeGreaterThan(available * 0.7);
  });

  it('a database that goes away after a step was stored and before that is known: its calls are made, once', async () => {
    const before = register.bodies.length;
    await script({ name: 'note_order', arguments: { order: 'C3' } });
    const pool: { query: (text: unknown, values?: unknown[]) => Promise<pg.QueryResult<{ status: string }>> } =
      getPool();
    const query = pool.query.bind(pool);
    let isCut = false;
    const runId = await askNow();
    const watched = vi.spyOn(pool, 'query').mockImplementation(async (text, values) => {
      if (
        text === FLUSH &&
        !isCut &&
        (await query('SELECT status FROM run WHERE id = $1', [runId])).rows[0]?.status === 'waiting_approval'
      ) {
        isCut = true;
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      }
      return query(text, values);
    });
    const events = await follow(runId);
    watched.mockRestore();
    expect(isCut).toBe(true);
    expect(endOf(events)).toMatchObject({ status: 'completed', error: null });
    expect(callStates(events).at(-1)).toBe('note_order done');
    expect(register.bodies.slice(before)).toEqual(['{"order":"C3"}']);
  });
});

describe('a change that nobody knows the end of', () => {
  const callsOf = async (messageId: string): Promise<unknown[]> =>
    (
      await sqlRunner().query(
        `SELECT c.state::text AS state, c.error ->> 'code' AS code, c.error ? 'effectUnknown' AS unknown FROM tool_call c WHERE c.message_id = $1 ORDER BY c.created_at, c.position`,
        [messageId],
      )
    ).rows;
  const answerOf = async (runId: string): Promise<string> =>
    (await sqlRunner().query<{ id: string }>('SELECT assistant_message_id AS id FROM run WHERE id = $1', [runId]))
      .rows[0]?.id ?? '';
  const STOPPED = { state: 'cancelled', code: 'tool-stopped', unknown: true };
  const UNKNOWN_OUTCOME = { state: 'refused', code: 'tool-repeat-unsure', unknown: false };

  it('is not made again when its answer is stopped and continued, nor in another version of the answer', async () => {
    const calls = [{ name: 'refund', arguments: { order: 'A1' } }];
    await script(...calls);
    const first = await askNow();
    await vi.waitUntil(() => till.bodies.length === 1, 10_000);
    await stopRun(principalOf(world.agent), first);
    const answerId = await answerOf(first);
    expect(await callsOf(answerId)).toEqual([STOPPED]);

    await script(...calls);
    const second = await continueAnswer(principalOf(world.agent), answerId);
    expect(endOf(await follow(second))?.status).toBe('completed');
    expect(await callsOf(answerId)).toEqual([STOPPED, UNKNOWN_OUTCOME]);

    await script(...calls, { name: 'refund', arguments: { order: 'B2' } });
    const third = await regenerate(principalOf(world.agent), answerId, 'quick');
    await vi.waitUntil(() => till.bodies.length === 2, 10_000);
    await stopRun(principalOf(world.agent), third);
    expect(await callsOf(await answerOf(third))).toEqual([UNKNOWN_OUTCOME, STOPPED]);
    expect(till.bodies).toEqual(['{"order":"A1"}', '{"order":"B2"}']);

    // Asked anew, by a person who has checked.
    await script(...calls);
    const anew = await askNow();
    await vi.waitUntil(() => till.bodies.length === 3, 10_000);
    await stopRun(principalOf(world.agent), anew);
  });
});
