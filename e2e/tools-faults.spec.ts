import { randomUUID } from 'node:crypto';
import { expect, test, type Browser, type Page } from '@playwright/test';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { Installation } from '@/bench/support/installation';
import { createPeople, type BenchPerson } from '@/bench/support/people';
import { askAndRead, type ReadRun } from '@/bench/support/run-reader';
import { answersOf, ask, waitForEnd, wordsOf } from '@/e2e/support/chat';
import { CountingServer } from '@/e2e/support/counting-server';
import { EngineControl } from '@/e2e/support/engine-control';
import type { JsonObject } from '@/lib/tools/contracts';
import { toolCallPageSchema, type ToolCallDto } from '@/lib/tool-calls/contracts';
import { addTool, type AddedTool } from '@/lib/tools/testing/add-tool';

// An installation of its own, whose app is really killed, and a server that counts what reaches it.

const PATIENCE_MS = 120_000;
/** A dead process is known by its silence of ten seconds, and an app takes some to start. */
const RECOVERY = { timeout: 60_000 };
const SLOTS = 3;

let installation: Installation;
let server: CountingServer;
let database: pg.Pool;
let engine: EngineControl;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await CountingServer.start();
  installation = await Installation.start(['--slots', String(SLOTS)]);
  engine = new EngineControl(installation.engineUrl);
  database = new pg.Pool({ connectionString: installation.databaseUrl, max: 2 });
  database.on('error', () => undefined);
  await addCountedTool({ name: 'look_up' });
  await addCountedTool({ name: 'change_now', effect: 'change' });
  // Anybody but the person who asked may approve.
  await addCountedTool({
    name: 'change_approved',
    effect: 'change',
    approval: { mode: 'approvers', roles: ['employee'], fourEyes: true },
  });
});
test.afterEach(() => engine.reset());
test.afterAll(async () => {
  await database.end();
  await installation.stop();
  await server.close();
});

async function addCountedTool(tool: Pick<AddedTool, 'name' | 'effect' | 'approval'>): Promise<void> {
  await addTool(
    {
      ...tool,
      definition: {
        kind: 'http',
        method: tool.effect === 'change' ? 'POST' : 'GET',
        url: `${server.url}/${tool.name}`,
        query: [{ name: 'key', value: '{{key}}' }],
        headers: [],
        body: null,
        bodyType: 'json',
        resultPointer: '',
      },
      inputSchema: {
        type: 'object',
        properties: { key: { type: 'string', maxLength: 80 } },
        required: ['key'],
        additionalProperties: false,
      },
      hosts: [server.host],
      intranetHosts: [server.host],
      timeoutMs: 60_000,
      grants: { employee: 'allow' },
    },
    database,
  );
}

interface Asked {
  readonly conversationId: string;
  readonly person: BenchPerson;
  readonly ended: Promise<ReadRun>;
}

/** A question of a person like a browser asks it: repeated and read on over every cut connection. */
function askAs(person: BenchPerson, text: string): Asked {
  const conversationId = newId();
  const ended = askAndRead({
    appUrl: installation.appUrl,
    cookie: person.cookie,
    conversationId,
    messageId: newId(),
    parentId: null,
    text,
    patienceMs: PATIENCE_MS,
  });
  return { conversationId, person, ended };
}

/** The model's next step for a question with this mark is one call. */
async function askForCall(person: BenchPerson, name: string, key: string): Promise<Asked> {
  await engine.script({ fault: 'forced-tool-call', marker: key, calls: [{ name, arguments: { key } }] });
  return askAs(person, `请办理 ${key}`);
}

async function newPeople(count: number): Promise<BenchPerson[]> {
  return createPeople(installation.databaseUrl, count);
}

async function onePerson(): Promise<BenchPerson> {
  const [person] = await newPeople(1);
  if (person === undefined) throw new Error('nobody was made');
  return person;
}

async function callOf({ conversationId, person }: Asked): Promise<ToolCallDto | undefined> {
  const response = await fetch(`${installation.appUrl}/api/conversations/${conversationId}/tool-calls`, {
    headers: { cookie: person.cookie },
  });
  return response.ok ? toolCallPageSchema.parse(await response.json()).calls[0] : undefined;
}

/** Waits until the one call of a question is in this state. */
async function callIn(asked: Asked, state: ToolCallDto['state']): Promise<ToolCallDto> {
  let call: ToolCallDto | undefined;
  await expect
    .poll(async () => {
      call = await callOf(asked);
      return call?.state;
    }, RECOVERY)
    .toBe(state);
  if (call === undefined) throw new Error('There is no call.');
  return call;
}

async function post(person: BenchPerson, path: string, body: JsonObject = {}): Promise<number> {
  const response = await fetch(`${installation.appUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: person.cookie, origin: installation.appUrl },
    body: JSON.stringify(body),
  });
  await response.body?.cancel();
  return response.status;
}

async function approve(person: BenchPerson, { approval }: ToolCallDto): Promise<number> {
  if (approval === null) throw new Error('The call needs no approval.');
  return post(person, `/api/approvals/${approval.id}`, { decision: 'approve', argumentHash: approval.argumentHash });
}

/** What the log says of a call, in its order. */
async function eventsOf({ id }: ToolCallDto): Promise<string[]> {
  const { rows } = await database.query<{ action: string }>(
    'SELECT action FROM audit_event WHERE call_id = $1 ORDER BY seq',
    [id],
  );
  return rows.map(({ action }) => action);
}

const keyFor = (behaviour: string): string => `${behaviour}-${randomUUID().slice(0, 8)}`;

test('killed while an approval waits: it still waits, is approved, and the tool is called once', async () => {
  test.setTimeout(180_000);
  const [agent, approver] = await newPeople(2);
  if (agent === undefined || approver === undefined) throw new Error('nobody was made');
  const key = keyFor('answers');
  const asked = await askForCall(agent, 'change_approved', key);
  const before = await callIn(asked, 'waiting_approval');
  await installation.killApp();
  const after = await callIn(asked, 'waiting_approval');
  expect(after).toMatchObject({
    id: before.id,
    arguments: { key },
    approval: {
      id: before.approval?.id,
      argumentHash: before.approval?.argumentHash,
      expiresAt: before.approval?.expiresAt,
    },
  });
  expect(server.count(key)).toBe(0);

  expect(await approve(agent, after)).toBe(403);
  expect(await approve(approver, after)).toBe(200);
  expect(await approve(approver, after)).toBe(409);
  const done = await callIn(asked, 'done');
  expect((await asked.ended).status).toBe('completed');
  expect(server.count(key)).toBe(1);
  await expect.poll(() => standing([asked]), RECOVERY).toEqual(['completed resumed']);
  expect(await eventsOf(done)).toEqual([
    'call.requested',
    'approval.requested',
    'approval.attempted',
    'approval.approved',
    'call.executed',
  ]);
});

test('killed while a look-up is under way: it is looked up again, and the answer goes on', async () => {
  test.setTimeout(180_000);
  const key = keyFor('hangs-once');
  const asked = await askForCall(await onePerson(), 'look_up', key);
  await expect.poll(() => server.count(key), RECOVERY).toBe(1);
  await installation.killApp();
  expect((await asked.ended).status).toBe('completed');
  expect(server.count(key)).toBe(2);
  const call = await callIn(asked, 'done');
  expect(call.result?.text).toContain(key);
  expect(await eventsOf(call)).toEqual(['call.requested', 'call.executed']);
});

test('killed while a change is under way: it is never made again, the model gets the outcome, and the answer goes on', async () => {
  test.setTimeout(180_000);
  const key = keyFor('hangs');
  const asked = await askForCall(await onePerson(), 'change_now', key);
  await expect.poll(() => server.count(key), RECOVERY).toBe(1);
  await installation.killApp();
  const ended = await asked.ended;
  expect(ended.status).toBe('completed');
  expect(ended.parts.join('')).not.toBe('');
  const call = await callIn(asked, 'failed');
  expect(call.error?.code).toBe('tool-interrupted');
  expect(await eventsOf(call)).toEqual(['call.requested', 'call.failed']);
  // A second death finds nothing to repeat either.
  await installation.killApp();
  await callIn(asked, 'failed');
  expect(server.count(key)).toBe(1);
});

test('approved by another person while the card is full: the answer comes back before those who wait', async () => {
  test.setTimeout(180_000);
  const [agent, approver, ...others] = await newPeople(2 + SLOTS + 2);
  if (agent === undefined || approver === undefined) throw new Error('nobody was made');
  const key = keyFor('answers');
  const asked = await askForCall(agent, 'change_approved', key);
  const call = await callIn(asked, 'waiting_approval');
  // The conversation does not wait for it.
  expect((await asked.ended).status).toBe('completed');

  await engine.configure({ streamTokensPerSecond: 5 });
  const holders = others.slice(0, SLOTS).map((person) => askAs(person, '[[demo tokens=600]]'));
  await expect.poll(() => standing(holders), RECOVERY).toEqual(holders.map(() => 'running interactive'));
  const waiters = others.slice(SLOTS).map((person) => askAs(person, '[[demo tokens=5]]'));
  await expect.poll(() => standing(waiters), RECOVERY).toEqual(waiters.map(() => 'queued interactive'));

  expect(await approve(approver, call)).toBe(200);
  await expect.poll(() => standing([asked]), RECOVERY).toEqual(['queued resumed']);
  expect(server.count(key)).toBe(1);
  expect(await standing(waiters)).toEqual(waiters.map(() => 'queued interactive'));

  // One slot becomes free, and stays the only one.
  const [first] = holders;
  if (first === undefined) throw new Error('nobody holds the card');
  expect(await post(first.person, `/api/runs/${await runIdOf(first)}/stop`)).toBeLessThan(300);
  await Promise.all([asked, ...waiters].map(async ({ ended }) => expect((await ended).status).toBe('completed')));
  await expect.poll(() => standing([asked]), RECOVERY).toEqual(['completed resumed']);
  const turns = await Promise.all([asked, ...waiters].map(async (one) => admittedAt(one)));
  expect(Math.min(...turns)).toBe(turns[0]);
  await engine.configure({ streamTokensPerSecond: 20_000 });
  for (const { ended } of holders) expect(['completed', 'stopped']).toContain((await ended).status);
});

test('two browsers: the app is killed while an approval waits, somebody else approves while the card is full, and the answer comes', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const [agent, approver, ...others] = await newPeople(2 + SLOTS);
  if (agent === undefined || approver === undefined) throw new Error('nobody was made');
  const [agentPage, approverPage] = [await openAs(browser, agent), await openAs(browser, approver)];
  const key = keyFor('answers');
  await engine.script({
    fault: 'forced-tool-call',
    marker: key,
    calls: [{ name: 'change_approved', arguments: { key } }],
  });
  await agentPage.goto('/');
  await ask(agentPage, `请办理 ${key}`);
  await waitForEnd(answersOf(agentPage));
  await expect(agentPage.getByRole('list', { name: '等待审批的调用' })).toBeVisible();

  await installation.killApp();
  await engine.configure({ streamTokensPerSecond: 5 });
  const holders = others.map((person) => askAs(person, '[[demo tokens=600]]'));
  await expect.poll(() => standing(holders), RECOVERY).toEqual(holders.map(() => 'running interactive'));

  await approverPage.goto('/approvals');
  const item = approverPage.getByRole('listitem').filter({ hasText: key });
  await item.getByRole('button', { name: '批准', exact: true }).click();
  await expect(item.getByRole('status')).toContainText('已执行');
  // Made at once, without a slot; its answer waits its turn and says so.
  await expect.poll(() => server.count(key), RECOVERY).toBe(1);
  await expect(agentPage.getByText(/排队第 1 位/)).toBeVisible({ timeout: 30_000 });
  const [first] = holders;
  if (first === undefined) throw new Error('nobody holds the card');
  expect(await post(first.person, `/api/runs/${await runIdOf(first)}/stop`)).toBeLessThan(300);
  await engine.configure({ streamTokensPerSecond: 20_000 });
  const answer = answersOf(agentPage).last();
  await waitForEnd(answer);
  await expect(wordsOf(answer).last()).toContainText(key);
  expect(server.count(key)).toBe(1);
  for (const { ended } of holders) expect(['completed', 'stopped']).toContain((await ended).status);
  await Promise.all([agentPage, approverPage].map((page) => page.context().close()));
});

/** A browser of their own, signed in. */
async function openAs(browser: Browser, person: BenchPerson): Promise<Page> {
  const context = await browser.newContext({ baseURL: installation.appUrl });
  const [name = '', value = ''] = person.cookie.split('=');
  await context.addCookies([{ name, value, url: installation.appUrl }]);
  return context.newPage();
}

/** The newest run of a conversation. */
const ANSWER = `SELECT id, status::text AS status, band::text AS band, admitted_at AS "admittedAt" FROM run WHERE conversation_id = $1 AND kind <> 'title' ORDER BY enqueued_at DESC LIMIT 1`;
const runSchema = z.object({ id: z.uuid(), status: z.string(), band: z.string(), admittedAt: z.date().nullable() });

async function runOf({ conversationId }: Asked): Promise<z.infer<typeof runSchema> | undefined> {
  const { rows } = await database.query(ANSWER, [conversationId]);
  return runSchema.optional().parse(rows[0]);
}

async function standing(asked: readonly Asked[]): Promise<string[]> {
  return Promise.all(
    asked.map(async (one) => {
      const run = await runOf(one);
      return run === undefined ? 'unknown' : `${run.status} ${run.band}`;
    }),
  );
}

async function runIdOf(asked: Asked): Promise<string> {
  const run = await runOf(asked);
  if (run === undefined) throw new Error('The question did not arrive.');
  return run.id;
}

/** When its last step got the card. */
async function admittedAt(asked: Asked): Promise<number> {
  const admitted = (await runOf(asked))?.admittedAt;
  if (admitted === null || admitted === undefined) throw new Error('It never got the card.');
  return admitted.getTime();
}
