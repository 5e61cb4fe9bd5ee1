import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import type { EngineRates } from '@/lib/engine/contracts';

export interface TestCard {
  readonly id?: string;
  /** Its own unless given. */
  readonly pool?: string;
  readonly weight?: number;
  readonly location?: 'internal' | 'external';
  readonly admission?: 'open' | 'draining' | 'paused';
  readonly rates?: EngineRates;
  readonly slots?: number;
  readonly kvTokens?: number;
  readonly state?: 'online' | 'offline' | 'unknown';
  readonly foreignSlots?: number;
}

/** An engine as a test wants it: the default one unless another is named. */
export async function setCard(sql: SqlRunner, card: TestCard = {}): Promise<void> {
  await sql.query(
    `INSERT INTO engine (id, label, base_url, model, max_concurrent, kv_tokens, context_tokens, state, foreign_slots, pool, weight, location, admission, rates)
     VALUES ($1, 'test', 'http://127.0.0.1:1/v1', 'test', $2, $3, 32768, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (id) DO UPDATE SET max_concurrent = EXCLUDED.max_concurrent, kv_tokens = EXCLUDED.kv_tokens, state = EXCLUDED.state,
       foreign_slots = EXCLUDED.foreign_slots, pool = EXCLUDED.pool, weight = EXCLUDED.weight, location = EXCLUDED.location, admission = EXCLUDED.admission, rates = EXCLUDED.rates`,
    [
      card.id ?? DEFAULT_ENGINE,
      card.slots ?? 3,
      card.kvTokens ?? 71_500,
      card.state ?? 'online',
      card.foreignSlots ?? 0,
      card.pool ?? card.id ?? DEFAULT_ENGINE,
      card.weight ?? 1,
      card.location ?? 'internal',
      card.admission ?? 'open',
      JSON.stringify(card.rates ?? {}),
    ],
  );
}

/** Adds people (with a weight) and a conversation for each; returns their ids. */
export async function addPeople(sql: SqlRunner, weights: readonly number[]): Promise<string[]> {
  const ids = weights.map(() => crypto.randomUUID());
  await sql.query(
    `INSERT INTO person (id, email, name, password_hash, weight, updated_at)
     SELECT id, id || '@yika.test', 'Person', '!', weight, now() FROM unnest($1::uuid[], $2::float8[]) AS g(id, weight)`,
    [ids, weights],
  );
  return ids;
}

export async function addConversations(sql: SqlRunner, ownerIds: readonly string[]): Promise<string[]> {
  const ids = ownerIds.map(() => crypto.randomUUID());
  await sql.query(
    `INSERT INTO conversation (id, owner_id, title) SELECT id, owner, 'Test' FROM unnest($1::uuid[], $2::uuid[]) AS g(id, owner)`,
    [ids, ownerIds],
  );
  return ids;
}

const rowSchema = z.object({
  status: z.string(),
  phase: z.string().nullable(),
  reserved: z.number(),
  charged: z.number(),
  expected: z.number(),
  epoch: z.number(),
  attempts: z.number(),
  instanceId: z.string().nullable(),
  enqueuedAt: z.date(),
  leaseExpiresAt: z.date().nullable(),
  stopRequestedAt: z.date().nullable(),
  predictedWaitMs: z.number().nullable(),
});
export type TestRunRow = z.infer<typeof rowSchema>;

/** A run as it is stored. */
export async function readRun(sql: SqlRunner, runId: string): Promise<TestRunRow> {
  const { rows } = await sql.query(
    `SELECT status::text AS status, phase::text AS phase, reserved_tokens AS reserved, charged_tokens AS charged, expected_output AS expected, lease_epoch AS epoch, attempts,
            instance_id AS "instanceId", enqueued_at AS "enqueuedAt", lease_expires_at AS "leaseExpiresAt", stop_requested_at AS "stopRequestedAt", predicted_wait_ms AS "predictedWaitMs"
     FROM run WHERE id = $1`,
    [runId],
  );
  return rowSchema.parse(rows[0]);
}

/** The virtual counter of a person; 0 when they never asked. */
export async function readCounter(sql: SqlRunner, personId: string): Promise<number> {
  const { rows } = await sql.query<{ counter: number }>('SELECT counter FROM fair_share WHERE person_id = $1', [
    personId,
  ]);
  return rows[0]?.counter ?? 0;
}

/** Sets a person's counter as if they had used so much. */
export async function writeCounter(sql: SqlRunner, personId: string, counter: number): Promise<void> {
  await sql.query(
    'INSERT INTO fair_share (person_id, counter) VALUES ($1, $2) ON CONFLICT (person_id) DO UPDATE SET counter = EXCLUDED.counter',
    [personId, counter],
  );
}

const usageSchema = z.object({
  running: z.number(),
  reserved: z.number(),
  wrongCounts: z.number(),
  wrongHeads: z.number(),
});

/**
 * What runs and reserves now, and how many of the counts and heads kept by triggers differ from the runs themselves.
 */
export async function readUsage(sql: SqlRunner): Promise<z.infer<typeof usageSchema>> {
  const { rows } = await sql.query(
    `SELECT (SELECT count(*)::int FROM run WHERE status = 'running') AS running,
       (SELECT coalesce(sum(reserved_tokens), 0)::int FROM run WHERE status = 'running') AS reserved,
       (SELECT count(*)::int FROM fair_share f WHERE f.waiting <> (SELECT count(*) FROM run WHERE person_id = f.person_id AND status = 'queued' AND band <> 'background')
          OR f.running <> (SELECT count(*) FROM run WHERE person_id = f.person_id AND status = 'running')) AS "wrongCounts",
       (SELECT count(*)::int FROM (
          SELECT DISTINCT ON (pool, person_id, band) pool, person_id, band, id, (SELECT counter FROM fair_share f WHERE f.person_id = run.person_id) AS counter,
                 (SELECT running FROM fair_share f WHERE f.person_id = run.person_id) AS running
          FROM run WHERE status = 'queued' ORDER BY pool, person_id, band, enqueued_at, id) real
        FULL JOIN queue_head h ON h.pool = real.pool AND h.person_id = real.person_id AND h.band = real.band AND h.run_id = real.id AND h.counter = real.counter AND h.running = real.running
        WHERE h.run_id IS NULL OR real.id IS NULL) AS "wrongHeads"`,
  );
  return usageSchema.parse(rows[0]);
}

/** Makes the heads of lines look as if they had been first for longer. */
export async function ageHeads(sql: SqlRunner, ms: number, band: 'interactive' | 'background'): Promise<void> {
  await sql.query(`UPDATE queue_head SET head_since = head_since - $1 * interval '1 ms' WHERE band = $2::band`, [
    ms,
    band,
  ]);
}

/** Makes a running run look as if nobody had renewed its lease. */
export async function expireLease(sql: SqlRunner, runId: string): Promise<void> {
  await sql.query(`UPDATE run SET lease_expires_at = now() - interval '1 s' WHERE id = $1`, [runId]);
}

/** A row of a process with a heartbeat so old. */
export async function addInstance(sql: SqlRunner, instanceId: string, heartbeatAgeMs: number): Promise<void> {
  await sql.query(
    `INSERT INTO instance (id, heartbeat_at) VALUES ($1, now() - $2 * interval '1 ms') ON CONFLICT (id) DO UPDATE SET heartbeat_at = EXCLUDED.heartbeat_at`,
    [instanceId, heartbeatAgeMs],
  );
}

/** Makes running runs look as if they had been admitted earlier. */
export async function backdateAdmission(sql: SqlRunner, ms: number): Promise<void> {
  await sql.query(`UPDATE run SET admitted_at = admitted_at - $1 * interval '1 ms' WHERE status = 'running'`, [ms]);
}

/** Makes a waiting run look as if it had been asked, and watched, longer ago. */
export async function backdateQuestion(sql: SqlRunner, runId: string, ms: number): Promise<void> {
  await sql.query(`UPDATE run SET enqueued_at = enqueued_at - $2 * interval '1 ms' WHERE id = $1`, [runId, ms]);
}

export async function addOutput(sql: SqlRunner, runId: string): Promise<void> {
  await sql.query(`INSERT INTO run_output (run_id, part, "offset", kind, text) VALUES ($1, 0, 0, 'text', 'so far')`, [
    runId,
  ]);
}

/** Forgets every run, counter, average and process. */
export async function clearQueue(sql: SqlRunner): Promise<void> {
  await sql.query('DELETE FROM run');
  await sql.query('DELETE FROM fair_share');
  await sql.query('DELETE FROM output_average');
  await sql.query('DELETE FROM instance');
}

/** Fills the queue with so many runs, dealt out to people in turn, each in a conversation of its own. */
export async function fillQueue(
  sql: SqlRunner,
  given: { readonly personIds: readonly string[]; readonly runs: number; readonly homeInstanceId: string },
): Promise<void> {
  await sql.query(
    `WITH given AS (SELECT gen_random_uuid() AS conversation_id, gen_random_uuid() AS id, ($1::uuid[])[1 + i % cardinality($1::uuid[])] AS person_id, i FROM generate_series(0, $2::int - 1) i),
     talk AS (INSERT INTO conversation (id, owner_id, title) SELECT conversation_id, person_id, 'Bench' FROM given)
     INSERT INTO run (id, conversation_id, user_message_id, assistant_message_id, person_id, mode, status, prompt_tokens, expected_output, home_instance_id, enqueued_at)
     SELECT id, conversation_id, gen_random_uuid(), gen_random_uuid(), person_id, 'quick', 'queued', 200 + (i * 977) % 4000, 100 + (i * 131) % 900, $3, now() + i * interval '1 ms' FROM given`,
    [given.personIds, given.runs, given.homeInstanceId],
  );
}

/** Runs of a status, oldest first. */
export async function listRuns(sql: SqlRunner, status: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT id FROM run WHERE status = $1::run_status ORDER BY enqueued_at, id',
    [status],
  );
  return rows.map((row) => row.id);
}

export { explainDecision } from '@/lib/admission/internal/admission-sql';
export { selectSnapshot } from '@/lib/admission/internal/admission-queue-sql';
export { readSnapshot } from '@/lib/admission/internal/queue-snapshot';

/** A piece of output as an executor stores it, only under its lease. */
export async function addOutputPiece(sql: SqlRunner, runId: string, epoch: number): Promise<void> {
  await sql.query(
    `INSERT INTO run_output (run_id, part, "offset", kind, text) SELECT id, 0, 0, 'text', 'so far' FROM run WHERE id = $1 AND lease_epoch = $2 AND status = 'running' ON CONFLICT DO NOTHING`,
    [runId, epoch],
  );
}

export async function dropOutput(sql: SqlRunner, runId: string): Promise<void> {
  await sql.query('DELETE FROM run_output WHERE run_id = $1', [runId]);
}

/** How many runs there are of each status. */
export async function countRuns(sql: SqlRunner): Promise<Record<string, number>> {
  const { rows } = await sql.query<{ status: string; runs: number }>(
    'SELECT status::text AS status, count(*)::int AS runs FROM run GROUP BY status',
  );
  return Object.fromEntries(rows.map((row) => [row.status, row.runs]));
}

/** What runs and reserves now; cheap enough to look all the time. */
export async function readLoad(sql: SqlRunner): Promise<{ running: number; reserved: number }> {
  const { rows } = await sql.query<{ running: number; reserved: number }>(
    `SELECT count(*)::int AS running, coalesce(sum(reserved_tokens), 0)::int AS reserved FROM run WHERE status = 'running'`,
  );
  return rows[0] ?? { running: 0, reserved: 0 };
}
