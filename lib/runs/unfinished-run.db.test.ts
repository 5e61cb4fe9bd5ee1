import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { instanceId } from '@/lib/db/instance-id';
import { stopListening } from '@/lib/db/listen';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { ask } from '@/lib/runs/ask';
import { executions } from '@/lib/runs/internal/execution';
import { startRuns, stopRuns } from '@/lib/runs/start-runs';

const database = useTestDatabase();
let demo: DemoEngineProcess;

beforeAll(async () => {
  demo = await startDemoEngine([]);
  vi.stubEnv('ENGINE_URL', demo.url);
  await startRuns();
  await vi.waitUntil(() => getEngine().state === 'online', 10_000);
});
afterEach(() => runAsOwner(database.connectionString, 'DROP FUNCTION IF EXISTS break_answer CASCADE'));
afterAll(async () => {
  await stopRuns();
  await stopListening();
  await demo.stop();
  vi.unstubAllEnvs();
});

interface StoredLease {
  readonly status: string;
  readonly epoch: number;
  readonly expiresAt: string;
}
async function leaseOf(runId: string): Promise<StoredLease | undefined> {
  return (
    await sqlRunner().query<StoredLease>(
      'SELECT status::text AS status, lease_epoch AS epoch, lease_expires_at::text AS "expiresAt" FROM run WHERE id = $1',
      [runId],
    )
  ).rows[0];
}

/** The process's next heartbeat, which renews its leases. */
async function nextBeat(): Promise<void> {
  const read = async () =>
    (
      await sqlRunner().query<{ at: string }>('SELECT heartbeat_at::text AS at FROM instance WHERE id = $1', [
        instanceId(),
      ])
    ).rows[0]?.at;
  const before = await read();
  await vi.waitUntil(async () => (await read()) !== before, 10_000);
}

it('a run whose end cannot be stored does not keep its place on the card: its lease runs out, and it is recovered', async () => {
  await runAsOwner(
    database.connectionString,
    `CREATE FUNCTION break_answer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no answer may be stored'; END $$;
    CREATE TRIGGER break_answer BEFORE UPDATE OF parts ON message FOR EACH ROW EXECUTE FUNCTION break_answer()`,
  );
  const { id, name, role } = await createPerson();
  const runId = await ask(
    { personId: id, sessionId: uuidv7(), name, role, mustChangePassword: false },
    { conversationId: uuidv7(), messageId: uuidv7(), parentId: null, text: '你好', mode: 'quick' },
  );
  await vi.waitUntil(() => executions().has(runId), 10_000);
  await vi.waitUntil(() => !executions().has(runId), 20_000);
  await nextBeat();
  const lease = await leaseOf(runId);
  expect(lease).toMatchObject({ status: 'running', epoch: 1 });
  await nextBeat();
  expect(await leaseOf(runId)).toEqual(lease);
  await runAsOwner(database.connectionString, 'DROP FUNCTION break_answer CASCADE');
  await sqlRunner().query(`UPDATE run SET lease_expires_at = clock_timestamp() - interval '1 second' WHERE id = $1`, [
    runId,
  ]);
  await vi.waitUntil(async () => (await leaseOf(runId))?.status !== 'running', 20_000);
  expect((await leaseOf(runId))?.epoch).toBeGreaterThan(1);
});

it('an answer that lost its place because the KV cache was full goes on by itself', async () => {
  await demo.script({
    fault: 'error-mid',
    shape: 'llamacpp',
    afterTokens: 9,
    message: 'Context size has been exceeded.',
    times: 1,
  });
  const { id, name, role } = await createPerson();
  const runId = await ask(
    { personId: id, sessionId: uuidv7(), name, role, mustChangePassword: false },
    { conversationId: uuidv7(), messageId: uuidv7(), parentId: null, text: '你好', mode: 'quick' },
  );
  await vi.waitUntil(async () => !['queued', 'running'].includes((await leaseOf(runId))?.status ?? ''), 20_000);
  expect(await leaseOf(runId)).toMatchObject({ status: 'completed', epoch: 2 });
});
