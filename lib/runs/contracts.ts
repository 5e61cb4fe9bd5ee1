import { z } from 'zod';
import { queuePlaceSchema, type QueuePlace } from '@/lib/admission/contracts';
import { MAX_QUESTION_FILES, MAX_QUESTION_LENGTH } from '@/lib/conversations/constants';
import {
  fileRangesSchema,
  messageOriginSchema,
  runErrorSchema,
  runPhaseSchema,
  runStatusSchema,
} from '@/lib/conversations/contracts';
import { modeSchema } from '@/lib/engine/contracts';
import { engineChoiceIdSchema } from '@/lib/engines/choice-contracts';
import { toolCallSchema } from '@/lib/tool-calls/contracts';

/** A file of the person that goes with a question: all of it, or the given ranges of its sections. */
const askedFileSchema = z.object({ id: z.uuid(), ranges: fileRangesSchema.optional() });
export type AskedFile = z.infer<typeof askedFileSchema>;
const askedFilesSchema = z.array(askedFileSchema).max(MAX_QUESTION_FILES);

/**
 * POST /api/runs. Ids are UUIDv7s made by the browser, so that a repeated request is the same question, never a second
 * one. The conversation is created when it does not exist.
 */
export const askSchema = z.object({
  conversationId: z.uuid(),
  /** The question's message id. */
  messageId: z.uuid(),
  /** The message it stands under: the shown leaf, the edited question's parent, or null for the first. */
  parentId: z.uuid().nullable(),
  text: z.string().trim().min(1).max(MAX_QUESTION_LENGTH),
  mode: modeSchema,
  /** The choice of `GET /api/engines`; left out: what the conversation chose before. */
  engine: engineChoiceIdSchema.optional(),
  files: askedFilesSchema.optional(),
});
export type AskInput = z.infer<typeof askSchema>;

/**
 * POST /api/runs/regenerate: another answer to the same question. POST /api/runs/continue: go on with a cut-off answer.
 */
export const regenerateSchema = z.object({
  messageId: z.uuid(),
  mode: modeSchema,
  engine: engineChoiceIdSchema.optional(),
});
export const continueSchema = z.object({ messageId: z.uuid() });

export { queuePlaceSchema, type QueuePlace };

/**
 * The run's event stream: AI SDK UI-message-stream chunks over SSE (`x-vercel-ai-ui-message-stream: v1`), with data
 * parts of our own. An unmodified client of the SDK reads all of it (decision 71).
 *
 * Every delta carries its place, so events are idempotent: `part` is the index in the message's parts and `offset` the
 * number of UTF-16 units of that part before this delta. The SSE `id` of an event is `<part>:<length after it>`; a
 * reader that comes back sends it as `Last-Event-ID` (or `?after=`) and gets exactly what it lacks. Nothing else is
 * needed for refresh, second tab, second device.
 */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    messageId: z.uuid(),
    messageMetadata: z.object({ runId: z.uuid(), conversationId: z.uuid(), userMessageId: z.uuid() }),
  }),
  z.object({ type: z.literal('data-queue'), transient: z.literal(true), data: queuePlaceSchema }),
  z.object({
    type: z.literal('data-state'),
    transient: z.literal(true),
    data: z.object({ status: runStatusSchema, phase: runPhaseSchema.nullable() }),
  }),
  /** `elapsedMs`: how long it has been thinking already, for a reader who comes later. */
  z.object({ type: z.literal('reasoning-start'), id: z.string(), elapsedMs: z.number() }),
  z.object({
    type: z.literal('reasoning-delta'),
    id: z.string(),
    delta: z.string(),
    part: z.number().int(),
    offset: z.number().int(),
  }),
  z.object({ type: z.literal('reasoning-end'), id: z.string(), durationMs: z.number() }),
  z.object({ type: z.literal('text-start'), id: z.string() }),
  z.object({
    type: z.literal('text-delta'),
    id: z.string(),
    delta: z.string(),
    part: z.number().int(),
    offset: z.number().int(),
  }),
  z.object({ type: z.literal('text-end'), id: z.string() }),
  /**
   * A part that was streamed as text is reasoning: its engine opened the thought in the prompt and wrote only its end.
   */
  z.object({
    type: z.literal('data-reasoning'),
    transient: z.literal(true),
    data: z.object({ part: z.number().int(), durationMs: z.number() }),
  }),
  /** Places a call of a tool in the answer; `id` is the call's. The event's SSE id is `<part>:36`. */
  z.object({
    type: z.literal('data-tool'),
    id: z.uuid(),
    transient: z.literal(true),
    data: z.object({ part: z.number().int() }),
  }),
  /**
   * A call as it is now, whenever it changes; the newest replaces the older ones of the same id. The AI SDK's own tool
   * chunks for the same state follow it.
   */
  z.object({ type: z.literal('data-call'), id: z.uuid(), transient: z.literal(true), data: toolCallSchema }),
  z.object({
    type: z.literal('tool-input-available'),
    toolCallId: z.uuid(),
    toolName: z.string(),
    title: z.string(),
    dynamic: z.literal(true),
    providerExecuted: z.literal(true),
    input: z.unknown(),
  }),
  z.object({ type: z.literal('tool-approval-request'), approvalId: z.uuid(), toolCallId: z.uuid() }),
  z.object({
    type: z.literal('tool-approval-response'),
    approvalId: z.uuid(),
    approved: z.boolean(),
    reason: z.string().optional(),
  }),
  z.object({ type: z.literal('tool-output-available'), toolCallId: z.uuid(), output: z.string().nullable() }),
  z.object({ type: z.literal('tool-output-denied'), toolCallId: z.uuid() }),
  z.object({ type: z.literal('tool-output-error'), toolCallId: z.uuid(), errorText: z.string() }),
  /** The terminal state; the only thing that means failure to Yika's own reader. */
  z.object({
    type: z.literal('data-end'),
    data: z.object({
      status: runStatusSchema,
      error: runErrorSchema.nullable(),
      origin: messageOriginSchema.nullable(),
    }),
  }),
  /** The `error.code` of a run that failed or was interrupted, where a client of the AI SDK expects a failure. */
  z.object({ type: z.literal('error'), errorText: z.string() }),
  z.object({ type: z.literal('finish'), finishReason: z.enum(['stop', 'error', 'interrupted']) }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

/** Seconds between heartbeats (SSE comments) on an otherwise silent stream. */
export const STREAM_HEARTBEAT_SECONDS = 10;

/** GET /api/conversations/:id/runs. */
export const unfinishedRunsSchema = z.object({
  runs: z.array(
    z.object({
      id: z.uuid(),
      userMessageId: z.uuid(),
      assistantMessageId: z.uuid(),
      status: runStatusSchema,
      phase: runPhaseSchema.nullable(),
    }),
  ),
});
export type UnfinishedRuns = z.infer<typeof unfinishedRunsSchema>;

/** POST /api/card/tokens. */
export const draftSchema = z.object({
  parentId: z.uuid().nullable(),
  draft: z.string().max(MAX_QUESTION_LENGTH),
  mode: modeSchema,
  engine: engineChoiceIdSchema.optional(),
  files: askedFilesSchema.optional(),
});
