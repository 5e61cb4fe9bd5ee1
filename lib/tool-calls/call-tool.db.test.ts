import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createConversation, createPerson } from '@/lib/db/testing/seed';
import { setDatabaseAge } from '@/lib/db/testing/set-database-age';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { stopListening, whenListening } from '@/lib/db/listen';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import type { Principal } from '@/lib/auth/contracts';
import { callTool } from '@/lib/tool-calls/call-tool';
import { cancelCall } from '@/lib/tool-calls/cancel-call';
import type { HttpDefinition, JsonObject } from '@/lib/tools/contracts';
import type { CallToolInput } from '@/lib/tool-calls/contracts';
import { decideApproval } from '@/lib/tool-calls/decide-approval';
import { getCall } from '@/lib/tool-calls/get-call';
import { getCallResult } from '@/lib/tool-calls/get-call-result';
import { startManualCall } from '@/lib/tool-calls/internal/manual-calls';
import { listAnswerCalls, listCalls } from '@/lib/tool-calls/list-calls';
import { listConversationCalls } from '@/lib/tool-calls/list-conversation-calls';
import { listUsableTools } from '@/lib/grants/list-usable-tools';
import { pinTool } from '@/lib/grants/pin-tool';
import { setGrant } from '@/lib/grants/set-grant';
import { recoverCalls } from '@/lib/tool-calls/recover-calls';
import { addTool } from '@/lib/tools/testing/add-tool';
import { actionsOf, askForOne, decisionOn, readApproval, readCall } from '@/lib/tool-calls/testing/call-scene';
import { asPrincipal, emptyTables, seedAsker } from '@/lib/tools/testing/tool-scene';

const database = useTestDatabase();
beforeAll(() => setDatabaseAge(database.connectionString, 60));

/** A shop on loopback: notes what it is asked; /slow answers only when it is let go. */
let shop: Server;
let origin: string;
let asked: string[] = [];
let arrived: (() => void) | null = null;
let release: (() => void) | null = null;
beforeAll(async () => {
  shop = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const answer = (): void => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ order: 'A1', state: '已发货' }));
    };
    if (request.url?.startsWith('/slow') === true) {
      release = answer;
      arrived?.();
    } else {
      answer();
    }
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const { port } = shop.address() as AddressInfo;
  origin = `127.0.0.1:${port}`;
});
afterAll(async () => {
  shop.closeAllConnections();
  await new Promise((resolve) => shop.close(resolve));
});

const SCHEMA: JsonObject = {
  type: 'object',
  properties: { order: { type: 'string', maxLength: 20 } },
  required: ['order'],
};
const http = (path: string): HttpDefinition => ({
  kind: 'http',
  method: 'GET',
  url: `http://${origin}${path}`,
  query: [{ name: 'order', value: '{{order}}' }],
  headers: [],
  body: null,
  bodyType: 'json',
  resultPointer: '',
});

let me: Principal;
let admin: Principal;
let toolId: string;
beforeEach(async () => {
  await emptyTables();
  me = asPrincipal(await createPerson({ role: 'agent' }));
  admin = asPrincipal(await createPerson({ role: 'admin' }));
  asked = [];
  toolId = await tool('orders', '/orders');
});
afterEach(stopListening);

const tool = (name: string, path: string, more: Partial<Parameters<typeof addTool>[0]> = {}) =>
  addTool({
    name,
    definition: http(path),
    inputSchema: SCHEMA,
    hosts: [origin],
    intranetHosts: [origin],
    grants: { agent: 'allow' },
    ...more,
  });
const input = (given: Partial<CallToolInput> = {}): CallToolInput => ({
  id: uuidv7(),
  toolId,
  arguments: { order: 'A1' },
  conversationId: null,
  ...given,
});

describe('callTool', () => {
  it('waits for the result, with the same record and events as the model’s calls', async () => {
    const call = await callTool(me, input());
    expect(call).toMatchObject({
      state: 'done',
      origin: 'person',
      runId: null,
      result: { type: 'json', isWhole: true },
      requester: { id: me.personId },
    });
    expect(JSON.parse(call.result?.text ?? '')).toEqual({ order: 'A1', state: '已发货' });
    expect(asked).toEqual(['GET /orders?order=A1']);
    expect(await actionsOf(call.id)).toEqual(['call.requested', 'call.executed']);
    expect((await getCallResult(me, call.id)).text).toBe(call.result?.text);
  });

  it('records where requests of people came from and in which session, and nothing for what happens without one', async () => {
    const refund = await tool('refund', '/refund', {
      effect: 'change',
      approval: { mode: 'approvers', roles: ['admin'] },
    });
    const [approved, given] = [
      await callTool(me, input({ toolId: refund }), { address: '10.0.0.7' }),
      await callTool(me, input({ toolId: refund }), { address: '10.0.0.7' }),
    ];
    const approval = await readApproval(approved.id);
    await decideApproval(admin, approval.id, decisionOn(approval.argument_hash), { address: '10.0.0.8' });
    await startManualCall(approved.id);
    await cancelCall(me, given.id, { address: '10.0.0.9' });
    const events = await sqlRunner().query<{ action: string; address: string | null; session: string | null }>(
      "SELECT action, address, details::jsonb ->> 'sessionId' AS session FROM audit_event WHERE call_id = ANY ($1) ORDER BY seq",
      [[approved.id, given.id]],
    );
    expect(events.rows.map(({ action, address, session }) => [action, address, session])).toEqual([
      ['call.requested', '10.0.0.7', me.sessionId],
      ['approval.requested', '10.0.0.7', me.sessionId],
      ['call.requested', '10.0.0.7', me.sessionId],
      ['approval.requested', '10.0.0.7', me.sessionId],
      ['approval.approved', '10.0.0.8', admin.sessionId],
      ['call.executed', null, null],
      ['approval.cancelled', '10.0.0.9', me.sessionId],
      ['call.cancelled', '10.0.0.9', me.sessionId],
    ]);
  });

  it('repeated, also at the same moment, is the same call', async () => {
    const same = input();
    const calls = await Promise.all(Array.from({ length: 6 }, () => callTool(me, same)));
    expect(new Set(calls.map(({ id }) => id)).size).toBe(1);
    await callTool(me, same);
    expect(asked).toHaveLength(1);
  });

  it('an id that stands for another call, or for somebody else’s', async () => {
    const first = input();
    await callTool(me, first);
    const other = await tool('other', '/other');
    await expect(callTool(me, { ...first, toolId: other })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'call-id-taken',
    });
    const colleague = asPrincipal(await createPerson({ role: 'agent' }));
    await expect(callTool(colleague, first)).rejects.toMatchObject({ kind: 'not-found' });
    const { run } = await seedAsker('agent');
    const model = await askForOne(run, 'orders', { order: 'B' });
    await expect(callTool({ ...me, personId: run.personId }, { ...first, id: model.id })).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('a tool that is not granted does not exist, and the attempt is recorded', async () => {
    const employee = asPrincipal(await createPerson());
    const attempt = input();
    await expect(callTool(employee, attempt)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(callTool(employee, attempt)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(callTool(me, input({ toolId: uuidv7() }))).rejects.toMatchObject({ kind: 'not-found' });
    expect(await actionsOf(attempt.id)).toEqual(['call.refused']);
    expect(asked).toEqual([]);
  });

  it('nor does one that is deleted or never was: that is recorded too', async () => {
    await sqlRunner().query('UPDATE tool SET deleted_at = now()');
    for (const id of [toolId, uuidv7()]) {
      const given = input({ toolId: id });
      for (const _again of [1, 2])
        await expect(callTool(me, given, { address: '10.1.2.3' })).rejects.toMatchObject({ kind: 'not-found' });
      const events = await sqlRunner().query(
        'SELECT action, outcome, actor_id AS actor, address, tool_name AS tool FROM audit_event WHERE call_id = $1',
        [given.id],
      );
      expect(events.rows).toEqual([
        { action: 'call.refused', outcome: 'refused', actor: me.personId, address: '10.1.2.3', tool: id },
      ]);
    }
    expect(asked).toEqual([]);
  });

  it('a call has the errors of its arguments and limits', async () => {
    expect(await callTool(me, input({ arguments: { order: 7 } }))).toMatchObject({
      state: 'invalid',
      error: { code: 'tool-arguments-invalid', values: { detail: '/order: must be string' } },
    });
    await setGrant(admin, {
      toolId,
      subjectKind: 'person',
      subjectId: me.personId,
      effect: 'allow',
      limits: { perMinute: 1 },
    });
    expect(await callTool(me, input())).toMatchObject({ state: 'done' });
    expect(await callTool(me, input())).toMatchObject({ state: 'refused', error: { code: 'tool-limit-minute' } });
    expect(asked).toHaveLength(1);
  });

  it('belongs to a conversation only where that is one’s own', async () => {
    const mine = await createConversation({ ownerId: me.personId });
    const theirs = await createConversation();
    const call = await callTool(me, input({ conversationId: mine.id }));
    await expect(callTool(me, input({ conversationId: theirs.id }))).rejects.toMatchObject({ kind: 'not-found' });
    expect((await listConversationCalls(me, mine.id)).map(({ id }) => id)).toEqual([call.id]);
    await expect(listConversationCalls(me, theirs.id)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(listConversationCalls(admin, mine.id)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('is listed a page at a time, newest first, each once: of a conversation, or made before one began', async () => {
    const mine = await createConversation({ ownerId: me.personId });
    for (const conversationId of [null, mine.id]) {
      const made: string[] = [];
      for (let n = 0; n < 25; n += 1) made.unshift((await callTool(me, input({ conversationId }))).id);
      const first = await listCalls(me, conversationId, {});
      const second = await listCalls(me, conversationId, { cursor: first.nextCursor ?? '' });
      expect([...first.calls, ...second.calls].map(({ id }) => id)).toEqual(made);
      expect([first.calls.length, second.nextCursor]).toEqual([20, null]);
    }
    expect(await listCalls(admin, null, {})).toEqual({ calls: [], nextCursor: null });
    await expect(listCalls(admin, mine.id, {})).rejects.toMatchObject({ kind: 'not-found' });
    await expect(listCalls(me, null, { cursor: 'x' })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(listAnswerCalls(admin, mine.id, { messageId: uuidv7() })).rejects.toMatchObject({ kind: 'not-found' });
    expect(await listAnswerCalls(me, mine.id, { messageId: uuidv7() })).toEqual({ calls: [], nextCursor: null });
  });

  it('what is not one’s own is not found: call, result, cancelling', async () => {
    const { id } = await callTool(me, input());
    for (const other of [admin, asPrincipal(await createPerson({ role: 'agent' }))]) {
      for (const look of [getCall, getCallResult, cancelCall])
        await expect(look(other, id)).rejects.toMatchObject({ kind: 'not-found' });
    }
  });
});

describe('a manual call that needs a decision', () => {
  it('waits, and is made by the process that decides', async () => {
    const refund = await tool('refund', '/refund', {
      effect: 'change',
      approval: { mode: 'approvers', roles: ['admin'] },
    });
    const call = await callTool(me, input({ toolId: refund }));
    expect(call).toMatchObject({ state: 'waiting_approval', approval: { mayDecide: false } });
    expect(asked).toEqual([]);
    const approval = await readApproval(call.id);
    expect(await decideApproval(admin, approval.id, decisionOn(approval.argument_hash))).toMatchObject({
      runId: null,
      state: 'ready',
    });
    expect(await startManualCall(call.id)).toBe('done');
    expect(asked).toEqual(['GET /refund?order=A1']);
    expect(await actionsOf(call.id)).toEqual([
      'call.requested',
      'approval.requested',
      'approval.approved',
      'call.executed',
    ]);
  });

  it('can be given up while it waits, and then nothing is left to decide', async () => {
    const refund = await tool('refund', '/refund', { effect: 'change', approval: { mode: 'self' } });
    const call = await callTool(me, input({ toolId: refund }));
    expect(await cancelCall(me, call.id)).toMatchObject({
      state: 'cancelled',
      approval: { state: 'cancelled', mayDecide: false },
    });
    const approval = await readApproval(call.id);
    await expect(decideApproval(me, approval.id, decisionOn(approval.argument_hash))).rejects.toMatchObject({
      code: 'approval-cancelled',
    });
    expect(await cancelCall(me, call.id)).toMatchObject({ state: 'cancelled' });
    expect(asked).toEqual([]);
  });
});

describe('giving up a running call', () => {
  it('ends it in the process that makes it, which only sees the row', async () => {
    const slow = await tool('slow', '/slow');
    const begun = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const call = input({ toolId: slow });
    const ended = callTool(me, call);
    await begun;
    await whenListening();
    expect(await cancelCall(me, call.id)).toMatchObject({ state: 'cancelled' });
    expect(await ended).toMatchObject({ state: 'cancelled', error: { code: 'tool-stopped' } });
    release?.();
  });

  it('a call of a run ends with its run', async () => {
    const { run, principal } = await seedAsker('agent');
    const { id } = await askForOne(run, 'orders', { order: 'A' });
    await expect(cancelCall(principal, id)).rejects.toMatchObject({ kind: 'conflict', code: 'call-belongs-to-run' });
  });

  it('a manual call whose process died is interrupted, not made again', async () => {
    const call = await callTool(me, input());
    await sqlRunner().query(
      `UPDATE tool_call SET state = 'ready', result_text = NULL, result_hash = NULL, created_at = now() - interval '1 hour', started_at = NULL, instance_id = $2 WHERE id = $1`,
      [call.id, crypto.randomUUID()],
    );
    expect(await withTransaction((sql) => recoverCalls(sql, new Date()))).toEqual([]);
    expect(await readCall(call.id)).toMatchObject({ state: 'failed', error: { code: 'tool-interrupted' } });
  });
});

describe('my tools', () => {
  it('are those I may use, pinned ones first', async () => {
    const second = await tool('tracking', '/x', { effect: 'change', approval: { mode: 'self' } });
    await tool('hidden', '/x', { grants: { admin: 'allow' } });
    expect((await listUsableTools(me)).map(({ name, needsApproval, pinned }) => [name, needsApproval, pinned])).toEqual(
      [
        ['orders', 'none', false],
        ['tracking', 'self', false],
      ],
    );
    await pinTool(me, second, true);
    await pinTool(me, second, true);
    expect((await listUsableTools(me)).map(({ name, pinned }) => [name, pinned])).toEqual([
      ['tracking', true],
      ['orders', false],
    ]);
    await pinTool(me, second, false);
    expect((await listUsableTools(me)).map(({ name }) => name)).toEqual(['orders', 'tracking']);
    await expect(pinTool(asPrincipal(await createPerson()), second, true)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await listUsableTools(asPrincipal(await createPerson()))).toEqual([]);
  });
});
