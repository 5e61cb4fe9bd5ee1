import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { stopListening } from '@/lib/db/listen';
import { createConversation, createMessage, createPerson, type SeedPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { getEngine } from '@/lib/engine/current-engine';
import { QUICK_ANSWERS, startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import type { RawServer } from '@/lib/engine/testing/start-raw-server';
import { ask } from '@/lib/runs/ask';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';
import type { ToolDefinition } from '@/lib/tools/contracts';

export const principalOf = (person: SeedPerson): Principal => ({
  personId: person.id,
  sessionId: uuidv7(),
  name: person.name,
  role: person.role,
  mustChangePassword: false,
});

export const SUM_SCHEMA = {
  type: 'object',
  properties: { expression: { type: 'string' } },
  required: ['expression'],
  additionalProperties: false,
};

/** A POST of an order number to a server of the test. */
export const orderDefinition = ({ url }: RawServer): ToolDefinition => ({
  kind: 'http',
  method: 'POST',
  url: `${url}/`,
  query: [],
  headers: [],
  body: '{"order":{{order}}}',
  bodyType: 'json',
  resultPointer: '',
});

/** Conversations begin with this turn: the first question of a conversation also asks the engine for a title. */
export async function greet(agent: SeedPerson): Promise<{ conversationId: string; parentId: string }> {
  const { id: conversationId } = await createConversation({ ownerId: agent.id });
  const first = await createMessage({ conversationId, text: '你好' });
  const answer = await createMessage({ conversationId, role: 'assistant', parentId: first.id, text: '你好，请讲。' });
  return { conversationId, parentId: answer.id };
}

/**
 * The demo engine and this process executing runs, an agent who asks and an admin who approves.
 * @param prepare adds the tools; it returns the servers of the test, which are closed at the end
 */
export function useDemoRuns(environment: Readonly<Record<string, string>>, prepare: () => Promise<RawServer[]>) {
  const database = useTestDatabase();
  let demo: DemoEngineProcess;
  let agent: SeedPerson;
  let approver: SeedPerson;
  let servers: RawServer[] = [];
  beforeAll(async () => {
    demo = await startDemoEngine(QUICK_ANSWERS);
    vi.stubEnv('ENGINE_URL', demo.url);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    agent = await createPerson({ role: 'agent', name: '小王' });
    approver = await createPerson({ role: 'admin', name: '主管' });
    servers = await prepare();
    await startRuns();
    // The self-test asks the engine too, and would take what is scripted.
    await vi.waitUntil(() => getEngine().state === 'online', 10_000);
  });
  afterEach(() => demo.reset());
  afterAll(async () => {
    await stopRuns();
    await stopListening();
    await demo.stop();
    for (const server of servers) await server.close();
    vi.unstubAllEnvs();
  });
  return {
    database,
    get demo() {
      return demo;
    },
    get agent() {
      return agent;
    },
    get approver() {
      return approver;
    },
    /** Asks a question below an answer. @returns the run's id */
    question: (conversationId: string, parentId: string, text = '请帮忙') =>
      ask(principalOf(agent), { conversationId, messageId: uuidv7(), parentId, text, mode: 'quick' }),
  };
}
