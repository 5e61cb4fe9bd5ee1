// SQL: one row of an engine needs counts of runs by engine and by pool, and what it cost this month.
import 'server-only';
import { engineRatesSchema } from '@/lib/engine/contracts';
import type { SqlRunner } from '@/lib/db/transaction';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import { engineSchema, type EngineDto } from '@/lib/engines/contracts';

/** All engines, or one: the default one first, then by age. */
export async function selectEngines(sql: SqlRunner, id: string | null = null): Promise<EngineDto[]> {
  const { rows } = await sql.query(
    `SELECT e.id, e.pool, e.label, e.base_url AS "baseUrl", e.location, e.admission, e.secret_name AS "secretName",
            json_build_object('model', e.wanted_model, 'slots', e.wanted_slots, 'kvTokens', e.wanted_kv_tokens, 'contextTokens', e.wanted_context_tokens) AS wanted,
            e.weight, e.group_ids AS "groupIds", e.allows_tools AS "allowsTools", e.input_price AS "inputPrice", e.output_price AS "outputPrice",
            e.monthly_limit AS "monthlyLimit", coalesce((SELECT u.cost FROM engine_usage u WHERE u.engine_id = e.id AND u.month = date_trunc('month', now() AT TIME ZONE 'UTC')::date), 0) AS spent,
            e.version, e.id = '${DEFAULT_ENGINE}' AS "isFixed", e.model, e.is_demo AS "isDemo", e.state, e.last_error AS "lastError", e.max_concurrent AS "maxConcurrent",
            e.foreign_slots AS "foreignSlots", e.kv_tokens AS "kvTokens", e.context_tokens AS "contextTokens", e.rates,
            (SELECT count(*)::int FROM run r WHERE r.status = 'running' AND r.engine_id = e.id) AS running,
            (SELECT count(*)::int FROM run r WHERE r.status = 'queued' AND r.pool = e.pool) AS waiting
     FROM engine e WHERE $1::text IS NULL OR e.id = $1 ORDER BY e.id <> '${DEFAULT_ENGINE}', e.created_at, e.id`,
    [id],
  );
  return rows.map((row) => {
    const rates = engineRatesSchema.catch({}).parse(row.rates);
    return engineSchema.parse({
      ...row,
      prefillTokensPerSecond: rates.prefillTokensPerSecond ?? null,
      decodeTokensPerSecond: rates.decodeTokensPerSecond?.[0] ?? null,
    });
  });
}

/** Whether somebody's run is on it, or waits for its pool and no other engine could take it. */
export async function hasUnfinishedRuns(sql: SqlRunner, id: string): Promise<boolean> {
  const { rows } = await sql.query(
    `SELECT 1 FROM engine e WHERE e.id = $1 AND (
       EXISTS (SELECT 1 FROM run r WHERE r.status = 'running' AND r.engine_id = e.id)
       OR NOT EXISTS (SELECT 1 FROM engine o WHERE o.pool = e.pool AND o.id <> e.id)
         AND EXISTS (SELECT 1 FROM run r WHERE r.status IN ('held', 'queued', 'waiting_approval') AND r.pool = e.pool))`,
    [id],
  );
  return rows.length > 0;
}
