import { z } from 'zod';
import { queuePlaceSchema, type QueuePlace } from '@/lib/admission/contracts';
import { MAX_QUESTION_LENGTH } from '@/lib/conversations/constants';
import { messageOriginSchema, runErrorSchema, runPhaseSchema, runStatusSchema } from '@/lib/conversations/contracts';
import { modeSchema } from '@/lib/engine/contracts';
import { toolCallSchema } from '@/lib/tools/contracts';

/**
 * POST /api/runs. Ids are UUIDv7s made by the browser, so that a repeated request is the same question, never a second one.
 * The conversation is created when it does not exist.
 */
export const askSchema = z.object({
  conversationId: z.uuid(),
  /** The question's message id. */
  messageId: z.uuid(),
  /** The message it stands under: the shown leaf, the edited question's parent, or null for the first. */
  parentId: z.uuid().nullable(),
  text: z.string().trim().min(1).max(MAX_QUESTION_LENGTH),
  mode: modeSchema,
});
export type AskInput = z.infer<typeof askSchema>;

/** POST /api/runs/regenerate: another answer to the same question. POST /api/runs/continue: go on with a cut-off answer. */
export const regenerateSchema = z.object({ messageId: z.uuid(), mode: modeSchema });
export const continueSchema = z.object({ messageId: z.uuid() });

export { queuePlaceSchema, type QueuePlace };

/**
 * The run's event stream: AI SDK UI-message-stream parts over SSE (`x-vercel-ai-ui-message-stream: v1`), with these data parts.
 *
 * Every delta carries its place, so events are idempotent: `part` is the index in the message's parts and `offset` the number of
 * UTF-16 units of that part before this delta. The SSE `id` of an event is `<part>:<length after it>`; a reader that comes back sends
 * it as `Last-Event-ID` (or `?after=`) and gets exactly what it lacks. Nothing else is needed for refresh, second tab, second device.
 */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), messageId: z.uuid(), messageMetadata: z.object({ runId: z.uuid(), conversationId: z.uuid(), userMessageId: z.uuid() }) }),
  z.object({ type: z.literal('data-queue'), transient: z.literal(true), data: queuePlaceSchema }),
  z.object({ type: z.literal('data-state'), transient: z.literal(true), data: z.object({ status: runStatusSchema, phase: runPhaseSchema.nullable() }) }),
  /** `elapsedMs`: how long it has been thinking already, for a reader who comes later. */
  z.object({ type: z.literal('reasoning-start'), id: z.string(), elapsedMs: z.number() }),
  z.object({ type: z.literal('reasoning-delta'), id: z.string(), delta: z.string(), part: z.number().int(), offset: z.number().int() }),
  z.object({ type: z.literal('reasoning-end'), id: z.string(), durationMs: z.number() }),
  z.object({ type: z.literal('text-start'), id: z.string() }),
  z.object({ type: z.literal('text-delta'), id: z.string(), delta: z.string(), part: z.number().int(), offset: z.number().int() }),
  z.object({ type: z.literal('text-end'), id: z.string() }),
  /** A call of a tool stands here in the answer; `id` is the call's. The event's SSE id is `<part>:36`. */
  z.object({ type: z.literal('data-tool'), id: z.uuid(), part: z.number().int() }),
  /** A call as it is now, whenever it changes; the newest replaces the older ones of the same id. */
  z.object({ type: z.literal('data-call'), id: z.uuid(), data: toolCallSchema }),
  /** The terminal state, always the last part before `finish`; the only thing that means failure. */
  z.object({
    type: z.literal('data-end'),
    data: z.object({ status: runStatusSchema, error: runErrorSchema.nullable(), origin: messageOriginSchema.nullable() }),
  }),
  z.object({ type: z.literal('finish') }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

/** Seconds between heartbeats (SSE comments) on an otherwise silent stream. */
export const STREAM_HEARTBEAT_SECONDS = 10;

/** GET /api/conversations/:id/runs. */
export const unfinishedRunsSchema = z.object({
  runs: z.array(z.object({ id: z.uuid(), userMessageId: z.uuid(), assistantMessageId: z.uuid(), status: runStatusSchema, phase: runPhaseSchema.nullable() })),
});
export type UnfinishedRuns = z.infer<typeof unfinishedRunsSchema>;

/** POST /api/card/tokens. */
export const draftSchema = z.object({ parentId: z.uuid().nullable(), draft: z.string().max(MAX_QUESTION_LENGTH), mode: modeSchema });
