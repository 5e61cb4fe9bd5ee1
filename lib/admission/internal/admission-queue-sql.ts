// SQL: admission is decided and recorded under one advisory lock, in as few round trips as can be.
import 'server-only';
import { z } from 'zod';
import { CALLER_GONE_AFTER_MS, EVERYONE, OWN_SPREAD_SAMPLES } from '@/lib/admission/internal/admission-constants';
import type { RecentAsk } from '@/lib/admission/internal/recent-demand';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import { engineRatesSchema, type EngineRates } from '@/lib/engine/contracts';
import type { SqlRunner } from '@/lib/db/transaction';

/** Marks everything that waits in these conversations as watched now. */
export async function touchWaiting(sql: SqlRunner, conversationIds: readonly string[]): Promise<void> {
  await sql.query(
    `WITH mine AS (SELECT id FROM run WHERE conversation_id = ANY($1::uuid[]) AND status IN ('queued', 'held') ORDER BY id FOR UPDATE)
     UPDATE run SET last_watched_at = now() FROM mine WHERE run.id = mine.id`,
    [conversationIds],
  );
}

/** The engines that answer and that somebody waits for in a band other than background. */
export async function selectWantedEngines(sql: SqlRunner): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT e.id FROM engine e WHERE e.state = 'online'
       AND (EXISTS (SELECT 1 FROM queue_head h WHERE h.pool = e.pool AND h.band = 'interactive')
         OR EXISTS (SELECT 1 FROM queue_head h WHERE h.pool = e.pool AND h.band = 'resumed'))`,
  );
  return new Set(rows.map((row) => row.id));
}

/** The pools there are. */
export async function selectPools(sql: SqlRunner): Promise<string[]> {
  const { rows } = await sql.query<{ pool: string }>('SELECT DISTINCT pool FROM engine ORDER BY pool');
  return rows.map((row) => row.pool);
}

const expiredSchema = z.object({ runId: z.uuid(), code: z.enum(['queue-wait-too-long', 'abandoned']) });
export type ExpiredRun = z.infer<typeof expiredSchema>;

/**
 * Waiting runs that waited too long, that nobody has watched for too long, or whose caller is gone with its process. At
 * most a hundred at a time, oldest first.
 */
export async function selectExpired(
  sql: SqlRunner,
  limits: { readonly maxWaitMs: number; readonly abandonedAfterMs: number },
): Promise<ExpiredRun[]> {
  const { rows } = await sql.query(
    `SELECT id AS "runId", CASE WHEN enqueued_at < now() - $1 * interval '1 ms' THEN 'queue-wait-too-long' ELSE 'abandoned' END AS code
     FROM run
     WHERE status IN ('queued', 'held') AND (enqueued_at < now() - $1 * interval '1 ms'
       OR (conversation_id IS NOT NULL AND enqueued_at < now() - $2 * interval '1 ms' AND coalesce(last_watched_at, enqueued_at) < now() - $2 * interval '1 ms')
       OR (conversation_id IS NULL AND enqueued_at < now() - $3 * interval '1 ms' AND now() - pg_postmaster_start_time() > $3 * interval '1 ms'
         AND NOT EXISTS (SELECT FROM instance i WHERE i.id = run.home_instance_id AND i.heartbeat_at > now() - $3 * interval '1 ms')))
     ORDER BY enqueued_at LIMIT 100`,
    [limits.maxWaitMs, limits.abandonedAfterMs, CALLER_GONE_AFTER_MS],
  );
  return expiredSchema.array().parse(rows);
}

const totalsSchema = z.object({
  interactive: z.number(),
  resumed: z.number(),
  background: z.number(),
  held: z.number(),
  engines: z.array(
    z.object({
      engineId: z.string(),
      running: z.number(),
      reserved: z.number(),
      slots: z.number(),
      kvTokens: z.number(),
      isOnline: z.boolean(),
    }),
  ),
});
export type QueueTotals = z.infer<typeof totalsSchema>;

/** How many wait, and what runs and is reserved on each engine, for metrics. */
export async function selectQueueTotals(sql: SqlRunner): Promise<QueueTotals> {
  const { rows } = await sql.query(
    `SELECT count(*) FILTER (WHERE status = 'queued' AND band = 'interactive')::int AS interactive,
            count(*) FILTER (WHERE status = 'queued' AND band = 'resumed')::int AS resumed,
            count(*) FILTER (WHERE status = 'queued' AND band = 'background')::int AS background,
            count(*) FILTER (WHERE status = 'held')::int AS held,
            (SELECT coalesce(json_agg(json_build_object('engineId', e.id, 'slots', greatest(e.max_concurrent - e.foreign_slots, 0), 'kvTokens', e.kv_tokens,
               'isOnline', e.state = 'online', 'running', u.running, 'reserved', u.reserved)), '[]')
             FROM engine e CROSS JOIN LATERAL (SELECT count(*)::int AS running, coalesce(sum(reserved_tokens), 0)::int AS reserved
               FROM run WHERE status = 'running' AND engine_id = e.id) u) AS engines
     FROM run WHERE status IN ('queued', 'held')`,
  );
  return totalsSchema.parse(rows[0]);
}

const snapshotSchema = z.object({
  nowMs: z.number(),
  engines: z
    .array(
      z.object({
        state: z.string(),
        admission: z.string(),
        slots: z.number(),
        kvTokens: z.number(),
        weight: z.number(),
        rates: engineRatesSchema.catch({}),
      }),
    )
    .nullable(),
  spread: z.number().nullable(),
  running: z
    .array(
      z.object({
        runId: z.string(),
        personId: z.string(),
        chargedTokens: z.number(),
        spread: z.number().nullable(),
        promptTokens: z.number(),
        expectedOutput: z.number(),
        outputTokens: z.number(),
        reservedTokens: z.number(),
        admittedAtMs: z.number(),
        firstTokenAtMs: z.number().nullable(),
      }),
    )
    .nullable(),
  /** Of those who have runs running or held: person|counter|running, a line each. */
  people: z.string().nullable(),
  /** Of those who wait and have asked often enough: person|spread, a line each; none in a very long queue. */
  spreads: z.string().nullable(),
  /** Of those whose weight is not 1: person|weight. */
  weights: z.string().nullable(),
  /** run|person|band|prompt|expected|enqueued ms, a line each. */
  queued: z.string().nullable(),
  /** The same, with the conversation and its active run (empty while it waits for an approval). */
  held: z.string().nullable(),
  /** person|band|head since ms|counter|running, a line each. */
  heads: z.string().nullable(),
});
export type RawSnapshot = z.infer<typeof snapshotSchema>;

/**
 * Milliseconds since 1970; several times cheaper than exact `numeric` arithmetic, and exact for timestamps of three
 * digits.
 */
const MS = (column: string): string => `round(date_part('epoch', ${column}) * 1000)`;

/** Beyond so many people who wait, everybody's spread does for all: differences cancel out. */
const MOST_SPREADS = 3_000;

/**
 * The whole queue of a pool in one row. The long lists come as text, which is several times cheaper to read than 10,000
 * rows.
 */
export async function selectSnapshot(sql: SqlRunner, pool: string = DEFAULT_ENGINE): Promise<RawSnapshot> {
  const { rows } = await sql.query(
    `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs",
       (SELECT json_agg(json_build_object('state', state, 'admission', admission, 'slots', CASE WHEN state = 'online' THEN engine_slots(engine) ELSE greatest(max_concurrent - foreign_slots, 0) END, 'kvTokens', kv_tokens, 'weight', weight, 'rates', rates)) FROM engine WHERE pool = $1) AS engines,
       (SELECT avg(spread) FROM output_average WHERE person_id = $2) AS spread,
       (SELECT json_agg(json_build_object('runId', id, 'personId', person_id, 'chargedTokens', charged_tokens,
          'spread', (SELECT a.spread FROM output_average a WHERE a.mode = run.mode AND (a.person_id = $2 OR a.person_id = run.person_id AND a.samples >= $3) ORDER BY a.person_id = $2 LIMIT 1),
           'promptTokens', prompt_tokens,
          'expectedOutput', expected_output, 'outputTokens', output_tokens, 'reservedTokens', reserved_tokens,
          'admittedAtMs', ${MS('admitted_at')}, 'firstTokenAtMs', ${MS('first_token_at')})) FROM run WHERE status = 'running' AND pool = $1) AS running,
       (SELECT string_agg(concat_ws('|', person_id, counter, running), E'\\n') FROM fair_share
          WHERE person_id IN (SELECT person_id FROM run WHERE status IN ('running', 'held') AND pool = $1)) AS people,
       (SELECT string_agg(concat_ws('|', person_id, spread), E'\\n') FROM (
          SELECT person_id, avg(spread) AS spread FROM output_average
          WHERE samples >= $3 AND person_id <> $2 AND (SELECT count(*) FROM queue_head WHERE pool = $1) <= ${MOST_SPREADS} AND person_id IN (SELECT person_id FROM queue_head WHERE pool = $1)
          GROUP BY person_id) own) AS spreads,
       (SELECT string_agg(concat_ws('|', id, weight), E'\\n') FROM person WHERE weight <> 1) AS weights,
       (SELECT string_agg(concat_ws('|', id, person_id, band, prompt_tokens, expected_output, ${MS('enqueued_at')}), E'\\n') FROM run WHERE status = 'queued' AND pool = $1) AS queued,
       (SELECT string_agg(concat_ws('|', id, person_id, band, prompt_tokens, expected_output, ${MS('enqueued_at')}, conversation_id,
          coalesce((SELECT a.id::text FROM run a WHERE a.conversation_id = run.conversation_id AND a.status IN ('queued', 'running') LIMIT 1), '')), E'\\n')
          FROM run WHERE status = 'held' AND pool = $1) AS held,
       (SELECT string_agg(concat_ws('|', person_id, band, ${MS('head_since')}, counter, running), E'\\n') FROM queue_head WHERE pool = $1) AS heads`,
    [pool, EVERYONE, OWN_SPREAD_SAMPLES],
  );
  return snapshotSchema.parse(rows[0]);
}

/** More questions do not make a rate better known. */
const MOST_RECENT = 500;

const recentAskSchema = z.object({
  personId: z.string(),
  atMs: z.number(),
  promptTokens: z.number(),
  expectedOutput: z.number(),
  outputTokens: z.number().nullable(),
  cachedTokens: z.number().nullable(),
  counter: z.number(),
});

/**
 * The questions asked lately in a pool, oldest first: what the demand is measured by. Background runs are not among
 * them.
 */
export async function selectRecentAsks(
  sql: SqlRunner,
  windowMs: number,
  pool: string = DEFAULT_ENGINE,
): Promise<RecentAsk[]> {
  const { rows } = await sql.query(
    `SELECT r.person_id AS "personId", ${MS('r.enqueued_at')} AS "atMs", r.prompt_tokens AS "promptTokens",
            r.expected_output AS "expectedOutput", CASE WHEN r.status = 'completed' THEN r.output_tokens END AS "outputTokens",
            CASE WHEN r.status = 'completed' THEN r.cached_tokens END AS "cachedTokens", f.counter
     FROM run r JOIN fair_share f ON f.person_id = r.person_id
     WHERE r.enqueued_at > clock_timestamp() - $1 * interval '1 ms' AND r.band <> 'background' AND r.pool = $2
     ORDER BY r.enqueued_at DESC LIMIT ${MOST_RECENT}`,
    [windowMs, pool],
  );
  return recentAskSchema.array().parse(rows).reverse();
}

/** Remembers what was predicted, for runs that have no prediction yet. */
export async function storePredictions(
  sql: SqlRunner,
  predictions: readonly { readonly runId: string; readonly waitMs: number }[],
): Promise<void> {
  await sql.query(
    `WITH given AS (SELECT * FROM unnest($1::uuid[], $2::int[]) AS g(id, wait_ms)),
     mine AS (SELECT r.id FROM run r JOIN given ON given.id = r.id WHERE r.predicted_wait_ms IS NULL AND r.status = 'queued' ORDER BY r.id FOR UPDATE OF r)
     UPDATE run SET predicted_wait_ms = given.wait_ms FROM mine JOIN given ON given.id = mine.id WHERE run.id = mine.id`,
    [predictions.map((entry) => entry.runId), predictions.map((entry) => Math.round(entry.waitMs))],
  );
}

/** An engine's measured rates, locked until the transaction ends. Null when there is no such engine. */
export async function lockRates(sql: SqlRunner, engineId: string): Promise<EngineRates | null> {
  const { rows } = await sql.query<{ rates: unknown }>('SELECT rates FROM engine WHERE id = $1 FOR UPDATE', [engineId]);
  return rows[0] === undefined ? null : engineRatesSchema.catch({}).parse(rows[0].rates);
}

/** Stores the measured rates of an engine. */
export async function storeRates(sql: SqlRunner, engineId: string, rates: EngineRates): Promise<void> {
  await sql.query('UPDATE engine SET rates = $2 WHERE id = $1', [engineId, JSON.stringify(rates)]);
}
