import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '@/lib/auth/contracts';
import { updatePerson } from '@/lib/auth/update-person';
import { stopListening, whenListening } from '@/lib/db/listen';
import { createConversation, createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { startRawServer, type RawServer } from '@/lib/engine/testing/start-raw-server';
import { ask } from '@/lib/runs/ask';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';
import { callTool } from '@/lib/tool-calls/call-tool';
import type { ToolDefinition } from '@/lib/tools/contracts';
import { addTool } from '@/lib/tools/testing/add-tool';

useTestDatabase();
let demo: DemoEngineProcess;
let admin: Principal;
/** Takes orders and never answers. */
let silent: RawServer;
let silentTool: string;

async function newPrincipal(role: Principal['role']): Promise<Principal> {
  const person = await createPerson({ role });
  return { personId: person.id, sessionId: uuidv7(), name: person.name, role, mustChangePassword: false };
}

beforeAll(async () => {
  demo = await startDemoEngine([]);
  vi.stubEnv('ENGINE_URL', demo.url);
  admin = await newPrincipal('admin');
  silent = await startRawServer(() => undefined);
  const { host } = new URL(silent.url);
  const definition: ToolDefinition = {
    kind: 'http',
    method: 'POST',
    url: `${silent.url}/`,
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
  const tool = { definition, inputSchema, hosts: [host], intranetHosts: [host], timeoutMs: 60_000 };
  silentTool = await addTool({ name: 'silent_lookup', ...tool, grants: { agent: 'allow' } });
  await addTool({
    name: 'refund',
    ...tool,
    effect: 'change',
    approval: { mode: 'approvers', roles: ['admin'], fourEyes: true },
    grants: { agent: 'ask' },
  });
  await startRuns();
  await vi.waitUntil(() => getEngine().state === 'online', 10_000);
  await whenListening();
});
afterAll(async () => {
  await stopRuns();
  await stopListening();
  await demo.stop();
  await silent.close();
  vi.unstubAllEnvs();
});

const askIn = (principal: Principal, conversationId: string, parentId: string | null = null) =>
  ask(principal, { conversationId, messageId: uuidv7(), parentId, text: '请慢慢讲', mode: 'quick' });
const statusOf = async (runId: string) =>
  (await sqlRunner().query<{ status: string }>('SELECT status::text AS status FROM run WHERE id = $1', [runId])).rows[0]
    ?.status;
const callsOf = async (principal: Principal) =>
  (
    await sqlRunner().query<{ state: string }>('SELECT state::text AS state FROM tool_call WHERE requester_id = $1', [
      principal.personId,
    ])
  ).rows.map(({ state }) => state);

it('a person who is disabled has nothing under way any more: runs that are written or wait for their turn, calls that wait for a decision, and calls by hand', async () => {
  const person = await newPrincipal('agent');
  await demo.script({
    faults: [{ fault: 'forced-tool-call', calls: [{ name: 'refund', arguments: { order: '1' } }] }],
  });
  await askIn(person, uuidv7());
  await vi.waitUntil(async () => (await callsOf(person)).includes('waiting_approval'), 10_000);
  await demo.script({ fault: 'slow', tokensPerSecond: 1, times: 0 });
  const conversation = await createConversation({ ownerId: person.personId });
  const running = await askIn(person, conversation.id);
  await vi.waitUntil(async () => (await statusOf(running)) === 'running', 10_000);
  const held = await askIn(person, conversation.id);
  const other = await newPrincipal('agent');
  const others = await askIn(other, uuidv7());
  const byHand = callTool(person, {
    id: uuidv7(),
    toolId: silentTool,
    conversationId: null,
    arguments: { order: '2' },
  });
  await vi.waitUntil(async () => (await callsOf(person)).includes('running'), 10_000);

  await updatePerson(admin, person.personId, { disabled: true });
  await vi.waitUntil(
    async () => (await Promise.all([running, held].map(statusOf))).every((status) => status === 'stopped'),
    10_000,
  );
  // The request of the call is answered as soon as it is cancelled, not after the minute its tool may take.
  expect(await byHand).toMatchObject({ state: 'cancelled' });
  await expect.poll(() => callsOf(person)).toEqual(['cancelled', 'cancelled']);
  expect(['running', 'queued']).toContain(await statusOf(others));
});

it('a question that was accepted while its person was being disabled is stopped by the next round', async () => {
  const person = await newPrincipal('employee');
  await demo.script({ fault: 'slow', tokensPerSecond: 1, times: 0 });
  await sqlRunner().query('UPDATE person SET disabled_at = now() WHERE id = $1', [person.personId]);
  const runId = await askIn(person, uuidv7());
  await vi.waitUntil(async () => (await statusOf(runId)) === 'stopped', 10_000);
});
