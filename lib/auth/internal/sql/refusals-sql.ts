import 'server-only';
import { z } from 'zod';
import { auditActionSchema } from '@/lib/audit/contracts';
import type { SqlRunner } from '@/lib/db/transaction';

// SQL, because one statement must find and count: refusals arrive at once, in several processes.

/** The event of a refusal of a person who is not, or not reliably, identified. */
export const refusalSchema = z.object({
  action: auditActionSchema,
  outcome: z.literal('refused'),
  actorId: z.string().nullable(),
  actorName: z.string(),
  address: z.string().nullable(),
  /** Counts begun by an older version have none. */
  sessionId: z.string().nullable().default(null),
  targetKind: z.string().nullable(),
  targetId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export type Refusal = z.infer<typeof refusalSchema>;

const tallySchema = z.object({ entry: refusalSchema, repeats: z.int(), first: z.date(), last: z.date() });

/** The number of refusals after the recorded one. */
export type ClosedTally = z.infer<typeof tallySchema>;

/** Counts one more of a kind that is being counted. @returns false when it is not: nothing was counted */
export async function countRefusal(sql: SqlRunner, key: string, windowSeconds: number): Promise<boolean> {
  const counted = await sql.query(
    'UPDATE refusal_tally SET repeats = repeats + 1, last_at = now() WHERE key = $1 AND opened_at > now() - make_interval(secs => $2)',
    [key, windowSeconds],
  );
  return counted.rowCount === 1;
}

/** How many kinds are being counted, up to `limit`. */
export async function countOpenTallies(sql: SqlRunner, limit: number, windowSeconds: number): Promise<number> {
  const counted = await sql.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM (SELECT FROM refusal_tally WHERE opened_at > now() - make_interval(secs => $2) LIMIT $1) AS open',
    [limit, windowSeconds],
  );
  return counted.rows[0]?.n ?? 0;
}

/**
 * Begins to count a kind whose first refusal is recorded by the caller. @returns false when somebody else just began:
 * it was counted there
 */
export async function openTally(sql: SqlRunner, key: string, entry: Refusal): Promise<boolean> {
  const opened = await sql.query<{ repeats: number }>(
    `INSERT INTO refusal_tally AS t (key, opened_at, last_at, entry) VALUES ($1, now(), now(), $2)
     ON CONFLICT (key) DO UPDATE SET repeats = t.repeats + 1, last_at = now() RETURNING repeats`,
    [key, JSON.stringify(entry)],
  );
  return opened.rows[0]?.repeats === 0;
}

/** Deletes and returns a few counters whose window is over; processes do not wait for each other. */
export async function closeTallies(
  sql: SqlRunner,
  limit: number,
  windowSeconds: number,
): Promise<readonly ClosedTally[]> {
  const { rows } = await sql.query(
    `DELETE FROM refusal_tally WHERE key IN (
       SELECT key FROM refusal_tally WHERE opened_at <= now() - make_interval(secs => $2) ORDER BY opened_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING entry, repeats, opened_at AS first, last_at AS last`,
    [limit, windowSeconds],
  );
  return z.array(tallySchema).parse(rows);
}
