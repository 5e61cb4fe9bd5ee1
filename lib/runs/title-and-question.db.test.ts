import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stopListening } from '@/lib/db/listen';
import { getPool } from '@/lib/db/pool';
import { countBlocked } from '@/lib/db/testing/count-blocked';
import { createPerson, type SeedPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { getEngine } from '@/lib/engine/current-engine';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { ask } from '@/lib/runs/ask';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';

useTestDatabase();
let demo: DemoEngineProcess;
let person: SeedPerson;

beforeAll(async () => {
  demo = await startDemoEngine();
  vi.stubEnv('ENGINE_URL', demo.url);
  person = await createPerson({ role: 'employee', name: '小李' });
  await startRuns();
  await vi.waitUntil(() => getEngine().state === 'online', 10_000);
});
afterAll(async () => {
  await stopRuns();
  await stopListening();
  await demo.stop();
  vi.unstubAllEnvs();
});

it('the engine’s title and the next question of a conversation do not wait for each other', async () => {
  const conversationId = uuidv7();
  await ask(
    { personId: person.id, sessionId: uuidv7(), name: person.name, role: person.role, mustChangePassword: false },
    { conversationId, messageId: uuidv7(), parentId: null, text: '你好', mode: 'quick' },
  );
  // Accepting a question takes the conversation first.
  const question = await getPool().connect();
  try {
    await question.query('BEGIN');
    await question.query('SELECT FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [conversationId]);
    await expect.poll(() => countBlocked()).toBeGreaterThan(0);
    // Then the line of its person, which the title must not hold yet.
    await question.query('SELECT FROM fair_share WHERE person_id = $1 FOR UPDATE NOWAIT', [person.id]);
    await question.query('COMMIT');
  } finally {
    question.release(true);
  }
  const title = async () =>
    (
      await getPool().query<{ source: string }>('SELECT title_source::text AS source FROM conversation WHERE id = $1', [
        conversationId,
      ])
    ).rows[0]?.source;
  await vi.waitUntil(async () => (await title()) === 'engine', { timeout: 10_000, interval: 50 });
  expect(
    (
      await getPool().query(`SELECT FROM run WHERE person_id = $1 AND kind = 'title' AND status = 'completed'`, [
        person.id,
      ])
    ).rows,
  ).toHaveLength(1);
});

it('an id that stands for something else already is refused: of a message for a conversation, and the other way round', async () => {
  const principal = {
    personId: person.id,
    sessionId: uuidv7(),
    name: person.name,
    role: person.role,
    mustChangePassword: false,
  };
  const question = (conversationId: string, messageId: string) =>
    ask(principal, { conversationId, messageId, parentId: null, text: '预算多少', mode: 'quick' });
  const [conversationId, messageId] = [uuidv7(), uuidv7()];
  await question(conversationId, messageId);
  const invalid = { kind: 'invalid', code: 'invalid-request' };
  await expect(question(messageId, uuidv7())).rejects.toMatchObject(invalid);
  await expect(question(uuidv7(), conversationId)).rejects.toMatchObject(invalid);
  const twice = uuidv7();
  await expect(question(twice, twice)).rejects.toMatchObject(invalid);
  expect(
    (await getPool().query('SELECT FROM conversation WHERE id = ANY($1)', [[messageId, twice]])).rows,
  ).toHaveLength(0);
});
