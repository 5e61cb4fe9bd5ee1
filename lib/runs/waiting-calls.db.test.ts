import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { lockAnswer } from '@/lib/conversations/append-parts';
import { deleteConversation } from '@/lib/conversations/delete-conversation';
import { stopListening } from '@/lib/db/listen';
import { countBlocked } from '@/lib/db/testing/count-blocked';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { createConversation, createMessage, createPerson, type SeedPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { startRawServer, type RawServer } from '@/lib/engine/testing/start-raw-server';
import { continueAnswer, regenerate } from '@/lib/runs/answer-again';
import { ask } from '@/lib/runs/ask';
import { cancelAndResume } from '@/lib/runs/cancel-call';
import { decideAndResume } from '@/lib/runs/decide-approval';
import { driveTools } from '@/lib/runs/internal/drive-tools';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';
import { stopRun, stopRunsOfConversation } from '@/lib/runs/stop-run';
import type { ToolDefinition } from '@/lib/tools/contracts';
import { addTool } from '@/lib/tools/testing/add-tool';

// A call that waits for a decision outlives its run: the conversation goes on meanwhile.

const database = useTestDatabase();
let demo: DemoEngineProcess;
let agent: SeedPerson;
let approver: SeedPerson;
/** Counts what is really made. */
let till: RawServer;

const principalOf = (person: SeedPerson) => ({
  personId: person.id,
  sessionId: uuidv7(),
  name: person.name,
  role: person.role,
  mustChangePassword: false,
});

beforeAll(async () => {
  demo = await startDemoEngine([]);
  vi.stubEnv('ENGINE_URL', demo.url);
  agent = await createPerson({ role: 'agent', name: '小王' });
  approver = await createPerson({ role: 'admin', name: '主管' });
  till = await startRawServer(
    (socket) =>
      void socket.write(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{"refunded":true}',
      ),
  );
  const { host } = new URL(till.url);
  const definition: ToolDefinition = {
    kind: 'http',
    method: 'POST',
    url: `${till.url}/`,
    query: [],
    headers: [],
    body: '{"order":{{order}}}',
    bodyType: 'json',
    resultPointer: '',
  };
  const inputSchema = {
    type: 'object',
    properties: { order: { type: 'string' } },
    required: ['order'],
    additionalProperties: false,
  };
  const sum = {
    type: 'object',
    properties: { expression: { type: 'string' } },
    required: ['expression'],
    additionalProperties: false,
  };
  await addTool({
    name: 'refund',
    definition,
    inputSchema,
    effect: 'change',
    hosts: [host],
    intranetHosts: [host],
    approval: { mode: 'approvers', roles: ['admin'], fourEyes: true },
    grants: { agent: 'ask' },
  });
  await addTool({
    name: 'calculate',
    definition: { kind: 'builtin', builtin: 'calculator' },
    inputSchema: sum,
    grants: { agent: 'allow' },
  });
  await startRuns();
  // The self-test asks the engine too, and would take what is scripted.
  await vi.waitUntil(() => getEngine().state === 'online', 10_000);
});
afterEach(() => demo.reset());
afterAll(async () => {
  await stopRuns();
  await stopListening();
  await demo.stop();
  await till.close();
  vi.unstubAllEnvs();
});

interface Scene {
  readonly conversationId: string;
  readonly runId: string;
  readonly answerId: string;
  readonly callId: string;
  readonly approval: { readonly id: string; readonly argumentHash: string };
}

const question = (conversationId: string, parentId: string, text = '请帮忙') =>
  ask(principalOf(agent), { conversationId, messageId: uuidv7(), parentId, text, mode: 'quick' });

async function rowOf<Row extends object>(text: string, ...values: unknown[]): Promise<Row> {
  const { rows } = await sqlRunner().query<Row>(text, values);
  const [row] = rows;
  if (row === undefined) throw new Error(`no row: ${text}`);
  return row;
}
const statusOf = async (runId: string) =>
  (await rowOf<{ status: string }>('SELECT status::text AS status FROM run WHERE id = $1', runId)).status;
const callOf = (callId: string) =>
  rowOf<{ state: string; followUp: string | null }>(
    `SELECT state::text AS state, follow_up AS "followUp" FROM tool_call WHERE id = $1`,
    callId,
  );
const runsOf = async (answerId: string) =>
  (
    await sqlRunner().query<{ id: string; status: string; band: string }>(
      'SELECT id, status::text AS status, band::text AS band FROM run WHERE assistant_message_id = $1 ORDER BY enqueued_at',
      [answerId],
    )
  ).rows;
const partsOf = async (answerId: string) =>
  (await rowOf<{ parts: { type: string; text: string }[] }>('SELECT parts FROM message WHERE id = $1', answerId)).parts;
const ended = (runId: string) => vi.waitUntil(async () => (await statusOf(runId)) === 'completed', 15_000);
const settled = (callId: string, followUp: string) =>
  vi.waitUntil(async () => (await callOf(callId)).followUp === followUp, 15_000);
const approve = ({ approval }: Scene) =>
  decideAndResume(principalOf(approver), approval.id, { decision: 'approve', argumentHash: approval.argumentHash });

/** Does something to a run that is updated, in the database. @returns takes it back */
async function onRunUpdate(name: string, condition: string, action: string): Promise<() => Promise<unknown>> {
  const url = database.connectionString;
  await runAsOwner(
    url,
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${action} RETURN NEW; END $$`,
  );
  await runAsOwner(
    url,
    `CREATE TRIGGER ${name} BEFORE UPDATE ON run FOR EACH ROW WHEN (${condition}) EXECUTE FUNCTION ${name}()`,
  );
  return () => runAsOwner(url, `DROP FUNCTION ${name} CASCADE`);
}

/** Its second step has written something, and knows the call as open. */
const writesAfterStep = (runId: string) =>
  vi.waitUntil(
    async () =>
      (
        await sqlRunner().query(
          `SELECT 1 FROM run r JOIN run_output o ON o.run_id = r.id WHERE r.id = $1 AND r.status = 'running' AND r.steps = 1`,
          [runId],
        )
      ).rows.length > 0,
    15_000,
  );

/** An answer that asked for a refund which waits; its run has ended. */
async function waiting(
  order: string = uuidv7(),
  more: readonly { name: string; arguments: unknown }[] = [],
): Promise<Scene> {
  const { id: conversationId } = await createConversation({ ownerId: agent.id });
  const first = await createMessage({ conversationId, text: '你好' });
  const greeting = await createMessage({ conversationId, role: 'assistant', parentId: first.id, text: '你好，请讲。' });
  // The marker: a follow-up of another scene must not take it.
  await demo.script({
    faults: [{ fault: 'forced-tool-call', marker: order, calls: [{ name: 'refund', arguments: { order } }, ...more] }],
  });
  const runId = await question(conversationId, greeting.id, `请帮忙 ${order}`);
  await ended(runId);
  return {
    conversationId,
    runId,
    ...(await rowOf<Omit<Scene, 'conversationId' | 'runId'>>(
      `SELECT r.assistant_message_id AS "answerId", a.call_id AS "callId", json_build_object('id', a.id, 'argumentHash', a.argument_hash) AS approval
     FROM run r JOIN approval a ON a.run_id = r.id WHERE r.id = $1`,
      runId,
    )),
  };
}

describe('while a call waits', () => {
  it('the answer goes on and ends, with what else it asked for', async () => {
    const scene = await waiting(uuidv7(), [{ name: 'calculate', arguments: { expression: '6*7' } }]);
    expect(await callOf(scene.callId)).toEqual({ state: 'waiting_approval', followUp: 'owed' });
    const parts = await partsOf(scene.answerId);
    expect(parts.map(({ type }) => type)).toEqual(['tool', 'tool', 'text']);
    expect(parts[2]?.text).toContain('等待审批');
    expect(parts[2]?.text).toContain('42');
  });

  it('the next question is answered at once, and the model neither repeats the call nor believes it made', async () => {
    const order = uuidv7();
    const scene = await waiting(order);
    await demo.script({ faults: [{ fault: 'forced-tool-call', calls: [{ name: 'refund', arguments: { order } }] }] });
    const next = await question(scene.conversationId, scene.answerId);
    await ended(next);
    const again = await rowOf('SELECT c.state::text AS state, c.error FROM tool_call c WHERE c.run_id = $1', next);
    expect(again).toEqual({ state: 'refused', error: { code: 'tool-already-waiting' } });
    expect(till.bodies.filter((body) => body.includes(order))).toEqual([]);
    expect((await callOf(scene.callId)).state).toBe('waiting_approval');
  });

  it('stopping the answer while it is written withdraws the call', async () => {
    const { id: conversationId } = await createConversation({ ownerId: agent.id });
    const first = await createMessage({ conversationId, text: '你好' });
    const greeting = await createMessage({
      conversationId,
      role: 'assistant',
      parentId: first.id,
      text: '你好，请讲。',
    });
    await demo.script({
      faults: [
        { fault: 'forced-tool-call', calls: [{ name: 'refund', arguments: { order: 'S1' } }] },
        { fault: 'slow', tokensPerSecond: 8, times: 2 },
      ],
    });
    const runId = await question(conversationId, greeting.id);
    await writesAfterStep(runId);
    await stopRun(principalOf(agent), runId);
    await vi.waitUntil(async () => (await statusOf(runId)) === 'stopped', 10_000);
    expect(
      await rowOf(
        'SELECT c.state::text AS call, a.state::text AS approval FROM tool_call c JOIN approval a ON a.call_id = c.id WHERE c.run_id = $1',
        runId,
      ),
    ).toEqual({ call: 'cancelled', approval: 'cancelled' });
  });

  it('stopping it when its text is complete, but not yet stored, withdraws the call too', async () => {
    const { id: conversationId } = await createConversation({ ownerId: agent.id });
    const first = await createMessage({ conversationId, text: '你好' });
    const greeting = await createMessage({
      conversationId,
      role: 'assistant',
      parentId: first.id,
      text: '你好，请讲。',
    });
    // As if the request had been committed just before the end of the run.
    await onRunUpdate(
      'stop_at_last',
      `NEW.conversation_id = '${conversationId}' AND NEW.status = 'completed'`,
      'NEW.stop_requested_at := now();',
    );
    await demo.script({
      faults: [{ fault: 'forced-tool-call', calls: [{ name: 'refund', arguments: { order: 'S2' } }] }],
    });
    const runId = await question(conversationId, greeting.id);
    await ended(runId);
    expect(
      await rowOf(
        'SELECT c.state::text AS call, a.state::text AS approval FROM tool_call c JOIN approval a ON a.call_id = c.id WHERE c.run_id = $1',
        runId,
      ),
    ).toEqual({ call: 'cancelled', approval: 'cancelled' });
  });
});

describe('a result that comes later', () => {
  it('is inserted in the answer that asked, which goes on with it, and the call was made once', async () => {
    const order = uuidv7();
    const scene = await waiting(order);
    await approve(scene);
    await settled(scene.callId, 'queued');
    const [, next] = await runsOf(scene.answerId);
    expect(next?.band).toBe('resumed');
    await ended(next?.id ?? '');
    const parts = await partsOf(scene.answerId);
    expect(parts.map(({ type }) => type)).toEqual(['tool', 'text', 'tool', 'text']);
    expect([parts[0]?.text, parts[2]?.text]).toEqual([scene.callId, scene.callId]);
    expect(parts[3]?.text).toContain('refunded');
    expect(till.bodies.filter((body) => body.includes(order))).toHaveLength(1);
  });

  it('that is a refusal is answered too', async () => {
    const scene = await waiting();
    await decideAndResume(principalOf(approver), scene.approval.id, {
      decision: 'refuse',
      argumentHash: scene.approval.argumentHash,
      reason: '不需要',
    });
    await settled(scene.callId, 'queued');
    const [, next] = await runsOf(scene.answerId);
    await ended(next?.id ?? '');
    expect((await partsOf(scene.answerId)).at(-1)?.text).toContain('不需要');
  });

  it('when time is over says so', async () => {
    const scene = await waiting();
    await sqlRunner().query('UPDATE approval SET expires_at = now() WHERE id = $1', [scene.approval.id]);
    await settled(scene.callId, 'queued');
    expect((await callOf(scene.callId)).state).toBe('refused');
  });

  it('after a newer question only stands in the answer; the newer answer is not disturbed', async () => {
    const scene = await waiting();
    const next = await question(scene.conversationId, scene.answerId, '还有一个问题');
    await approve(scene);
    await ended(next);
    await settled(scene.callId, 'skipped');
    expect((await callOf(scene.callId)).state).toBe('done');
    expect(await runsOf(scene.answerId)).toHaveLength(1);
    expect((await partsOf(scene.answerId)).map(({ type }) => type)).toEqual(['tool', 'text']);
  });

  it('after another version of the answer only stands in the old one', async () => {
    const scene = await waiting();
    await ended(await regenerate(principalOf(agent), scene.answerId, 'quick'));
    await approve(scene);
    await settled(scene.callId, 'skipped');
    expect(await runsOf(scene.answerId)).toHaveLength(1);
  });

  it('while its person continues the same answer is answered after that', async () => {
    const order = uuidv7();
    const scene = await waiting(order);
    await demo.script({ fault: 'stall-first', marker: order, ms: 3_000 });
    const continued = await continueAnswer(principalOf(agent), scene.answerId);
    await vi.waitUntil(async () => (await statusOf(continued)) === 'running', 10_000);
    await approve(scene);
    await vi.waitUntil(async () => (await callOf(scene.callId)).state === 'done', 10_000);
    await driveTools(scene.runId);
    expect(await callOf(scene.callId)).toEqual({ state: 'done', followUp: 'owed' });
    await settled(scene.callId, 'queued');
    expect((await runsOf(scene.answerId)).map(({ id }) => id).slice(0, 2)).toEqual([scene.runId, continued]);
    await ended((await runsOf(scene.answerId))[2]?.id ?? '');
    expect((await partsOf(scene.answerId)).at(-1)?.text).toContain('refunded');
  });

  it('does not meet "continue" with locks in another order', async () => {
    const scene = await waiting();
    const locked = Promise.withResolvers<undefined>();
    const continued = locked.promise.then(() => continueAnswer(principalOf(agent), scene.answerId));
    await withTransaction(async (sql) => {
      await lockAnswer(sql, scene.answerId);
      locked.resolve(undefined);
      await expect.poll(() => countBlocked()).toBeGreaterThan(0);
      // Next comes the line of its person, which the other one must not hold yet.
      await sql.query('SELECT FROM fair_share WHERE person_id = $1 FOR UPDATE NOWAIT', [agent.id]);
    });
    await ended(await continued);
  });

  it('is told of once, whoever looks at the same time', async () => {
    const scene = await waiting();
    await Promise.allSettled([approve(scene), approve(scene)]);
    await vi.waitUntil(async () => (await callOf(scene.callId)).state === 'done', 10_000);
    await Promise.all(Array.from({ length: 6 }, () => driveTools(scene.runId)));
    await settled(scene.callId, 'queued');
    const [, next] = await runsOf(scene.answerId);
    await ended(next?.id ?? '');
    await driveTools(scene.runId);
    expect(await runsOf(scene.answerId)).toHaveLength(2);
    expect((await partsOf(scene.answerId)).filter(({ type }) => type === 'tool')).toHaveLength(2);
  });

  it('while its answer is still written is told of when that has ended', async () => {
    const { id: conversationId } = await createConversation({ ownerId: agent.id });
    const first = await createMessage({ conversationId, text: '你好' });
    const greeting = await createMessage({
      conversationId,
      role: 'assistant',
      parentId: first.id,
      text: '你好，请讲。',
    });
    await demo.script({
      faults: [
        { fault: 'forced-tool-call', calls: [{ name: 'refund', arguments: { order: uuidv7() } }] },
        { fault: 'slow', tokensPerSecond: 8, times: 2 },
      ],
    });
    const runId = await question(conversationId, greeting.id);
    await writesAfterStep(runId);
    const {
      id,
      call_id: callId,
      argument_hash: argumentHash,
    } = await rowOf<{ id: string; call_id: string; argument_hash: string }>(
      'SELECT id, call_id, argument_hash FROM approval WHERE run_id = $1',
      runId,
    );
    await decideAndResume(principalOf(approver), id, { decision: 'approve', argumentHash });
    await vi.waitUntil(async () => (await callOf(callId)).state === 'done', 10_000);
    expect(await callOf(callId)).toEqual({ state: 'done', followUp: null });
    await settled(callId, 'queued');
  });
});

describe('what was left by a process that died', () => {
  it('between the approval and the call, and between the call and its answer, is picked up', async () => {
    const scene = await waiting();
    // As a process leaves it that dies after the decision: nobody drives it.
    await sqlRunner().query(
      `UPDATE approval SET state = 'approved', decided_by_id = $2, decided_at = now() WHERE id = $1`,
      [scene.approval.id, approver.id],
    );
    await sqlRunner().query(`UPDATE tool_call SET state = 'ready' WHERE id = $1`, [scene.callId]);
    await settled(scene.callId, 'queued');
    expect((await callOf(scene.callId)).state).toBe('done');
  });
});

describe('what cannot be ended', () => {
  it('of a disabled person keeps nobody else from being picked up', async () => {
    const scene = await waiting();
    const gone = await createPerson({ role: 'agent' });
    const { id: conversationId } = await createConversation({ ownerId: gone.id });
    await demo.script({ fault: 'slow', tokensPerSecond: 1, times: 1 });
    const stuck = await ask(principalOf(gone), {
      conversationId,
      messageId: uuidv7(),
      parentId: null,
      text: '请慢慢讲',
      mode: 'quick',
    });
    await vi.waitUntil(async () => (await statusOf(stuck)) === 'running', 10_000);
    const release = await onRunUpdate(
      'not_stopped',
      `NEW.id = '${stuck}' AND NEW.stop_requested_at IS NOT NULL`,
      `RAISE EXCEPTION 'no stop';`,
    );
    await sqlRunner().query('UPDATE person SET disabled_at = now() WHERE id = $1', [gone.id]);
    await sqlRunner().query(
      `UPDATE approval SET state = 'approved', decided_by_id = $2, decided_at = now() WHERE id = $1`,
      [scene.approval.id, approver.id],
    );
    await sqlRunner().query(`UPDATE tool_call SET state = 'ready' WHERE id = $1`, [scene.callId]);
    await settled(scene.callId, 'queued');
    await release();
    await vi.waitUntil(async () => (await statusOf(stuck)) === 'stopped', 10_000);
  });
});

describe('what ends a waiting call', () => {
  it('its person withdraws it: nothing is made, and the model says nothing more', async () => {
    const scene = await waiting();
    expect((await cancelAndResume(principalOf(agent), scene.callId)).state).toBe('cancelled');
    await expect(approve(scene)).rejects.toMatchObject({ code: 'approval-cancelled' });
    await settled(scene.callId, 'skipped');
    expect(await runsOf(scene.answerId)).toHaveLength(1);
  });

  it('nobody else withdraws it, and what is decided is not withdrawn', async () => {
    const scene = await waiting();
    await expect(cancelAndResume(principalOf(approver), scene.callId)).rejects.toMatchObject({ code: 'not-found' });
    await approve(scene);
    await vi.waitUntil(async () => (await callOf(scene.callId)).state === 'done', 10_000);
    expect((await cancelAndResume(principalOf(agent), scene.callId)).state).toBe('done');
  });

  it('the conversation is deleted: it cannot be approved, and nothing follows', async () => {
    const scene = await waiting();
    await stopRunsOfConversation(principalOf(agent), scene.conversationId);
    await deleteConversation(agent.id, scene.conversationId, new Date());
    expect((await callOf(scene.callId)).state).toBe('cancelled');
    await expect(approve(scene)).rejects.toMatchObject({ kind: 'conflict' });
    await settled(scene.callId, 'skipped');
  });

  it('a result that comes after the deletion is kept as evidence, and no run is queued for it', async () => {
    const scene = await waiting();
    await approve(scene);
    await deleteConversation(agent.id, scene.conversationId, new Date());
    await vi.waitUntil(async () => (await callOf(scene.callId)).followUp !== 'owed', 10_000);
    expect((await runsOf(scene.answerId)).filter(({ status }) => status === 'queued' || status === 'running')).toEqual(
      [],
    );
  });
});
