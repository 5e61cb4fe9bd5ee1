// SQL: the output of runs is written twice a second and read by every stream; the rest is read with it.
import 'server-only';
import { z } from 'zod';
import {
  messageOriginSchema,
  messagePartSchema,
  runErrorSchema,
  runPhaseSchema,
  runStatusSchema,
} from '@/lib/conversations/contracts';
import type { SqlRunner } from '@/lib/db/transaction';
import { modeSchema } from '@/lib/engine/contracts';

const pieceSchema = z.object({
  runId: z.uuid(),
  part: z.number(),
  offset: z.number(),
  kind: z.enum(['text', 'reasoning', 'tool']),
  text: z.string(),
  durationMs: z.number(),
});
export type OutputPiece = z.infer<typeof pieceSchema>;

/**
 * Appends pieces of output, only those of runs whose lease this process still holds (the fence), and never twice.
 */
export async function appendOutput(
  sql: SqlRunner,
  instanceId: string,
  pieces: readonly (OutputPiece & { readonly epoch: number })[],
): Promise<void> {
  await sql.query(
    `INSERT INTO run_output (run_id, part, "offset", kind, text, duration_ms)
     SELECT p.run_id, p.part, p.off, p.kind, p.text, p.duration_ms
     FROM unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::text[], $7::text[], $8::int[]) AS p(run_id, epoch, part, off, kind, text, duration_ms)
     JOIN run r ON r.id = p.run_id AND r.instance_id = $1 AND r.lease_epoch = p.epoch AND r.status = 'running'
     ON CONFLICT DO NOTHING`,
    [
      instanceId,
      pieces.map((piece) => piece.runId),
      pieces.map((piece) => piece.epoch),
      pieces.map((piece) => piece.part),
      pieces.map((piece) => piece.offset),
      pieces.map((piece) => piece.kind),
      pieces.map((piece) => piece.text),
      pieces.map((piece) => Math.round(piece.durationMs)),
    ],
  );
}

/** Deletes stored output once the message has it. */
export async function deleteOutput(sql: SqlRunner, runId: string): Promise<void> {
  await sql.query('DELETE FROM run_output WHERE run_id = $1', [runId]);
}

/** Stored output of a run, in order. */
export async function selectOutput(sql: SqlRunner, runId: string): Promise<OutputPiece[]> {
  const { rows } = await sql.query(
    `SELECT run_id AS "runId", part, "offset", kind, text, duration_ms AS "durationMs" FROM run_output WHERE run_id = $1 ORDER BY part, "offset"`,
    [runId],
  );
  return pieceSchema.array().parse(rows);
}

/** Output of several runs from a place on, for a follower. */
export async function selectOutputAfter(
  sql: SqlRunner,
  places: readonly { readonly runId: string; readonly part: number; readonly length: number }[],
): Promise<OutputPiece[]> {
  const { rows } = await sql.query(
    `SELECT o.run_id AS "runId", o.part, o."offset", o.kind, o.text, o.duration_ms AS "durationMs"
     FROM unnest($1::uuid[], $2::int[], $3::int[]) AS p(run_id, part, len)
     JOIN run_output o ON o.run_id = p.run_id
       -- length() counts code points and the places UTF-16 units, at most two each: a piece too many is harmless, one too few is a gap.
       -- An empty piece at the end of a part turns it into reasoning.
       AND (o.part > p.part OR (o.part = p.part AND o."offset" + 2 * length(o.text) >= p.len))
     ORDER BY o.run_id, o.part, o."offset"`,
    [places.map((place) => place.runId), places.map((place) => place.part), places.map((place) => place.length)],
  );
  return pieceSchema.array().parse(rows);
}

const storedRunSchema = z.object({
  runId: z.uuid(),
  personId: z.uuid(),
  conversationId: z.uuid(),
  userMessageId: z.uuid(),
  assistantMessageId: z.uuid(),
  mode: modeSchema,
  pool: z.string(),
  status: runStatusSchema,
  phase: runPhaseSchema.nullable(),
  error: runErrorSchema.nullable(),
  /** Model steps it has made; more than none: its message has what they wrote. */
  steps: z.number().int(),
  parts: messagePartSchema.array(),
  origin: messageOriginSchema.nullable(),
});
export type StoredRun = z.infer<typeof storedRunSchema>;

const STORED_RUN = `
  SELECT r.id AS "runId", r.person_id AS "personId", r.conversation_id AS "conversationId", r.user_message_id AS "userMessageId",
         r.assistant_message_id AS "assistantMessageId", r.mode::text AS mode, r.pool, r.status::text AS status, r.phase::text AS phase, r.error, r.steps,
         m.parts, m.origin
  FROM run r JOIN message m ON m.id = r.assistant_message_id JOIN conversation c ON c.id = r.conversation_id`;
/** A person's run with its message, or null when it does not exist, is another's or was deleted. */
export async function selectOwnedRun(sql: SqlRunner, runId: string, personId: string): Promise<StoredRun | null> {
  const { rows } = await sql.query(`${STORED_RUN} WHERE r.id = $1 AND r.person_id = $2 AND c.deleted_at IS NULL`, [
    runId,
    personId,
  ]);
  return storedRunSchema.nullable().parse(rows[0] ?? null);
}

/** Runs by id, whoever owns them: for the process's own bookkeeping. */
export async function selectRuns(sql: SqlRunner, runIds: readonly string[]): Promise<StoredRun[]> {
  const { rows } = await sql.query(`${STORED_RUN} WHERE r.id = ANY($1::uuid[])`, [runIds]);
  return storedRunSchema.array().parse(rows);
}

const runEndSchema = z.object({ runId: z.uuid(), status: runStatusSchema, error: runErrorSchema.nullable() });
export type RunEndRow = z.infer<typeof runEndSchema>;

/** The states of runs of any kind. */
export async function selectRunEnds(sql: SqlRunner, runIds: readonly string[]): Promise<RunEndRow[]> {
  const { rows } = await sql.query(
    `SELECT id AS "runId", status::text AS status, error FROM run WHERE id = ANY($1::uuid[])`,
    [runIds],
  );
  return runEndSchema.array().parse(rows);
}
