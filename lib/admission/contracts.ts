import { z } from 'zod';
import { modeSchema } from '@/lib/engine/contracts';

export const BANDS = ['interactive', 'resumed', 'background'] as const;
export const bandSchema = z.enum(BANDS);
/**
 * interactive: a person waits; resumed: a run that waited once and goes on after its tools; background: titles,
 * reports and programs.
 */
export type Band = z.infer<typeof bandSchema>;

/** Runs that write an answer in a conversation. */
export const answerKindSchema = z.enum(['answer', 'continuation']);
/** Calls of the model outside conversations: made by the admitted model of lib/runs (decision 78). */
export const modelCallKindSchema = z.enum(['title', 'api', 'report']);
export type ModelCallKind = z.infer<typeof modelCallKindSchema>;
export type RunKind = z.infer<typeof answerKindSchema> | ModelCallKind;

/**
 * Why a run waits: for a slot, for KV memory, for the engine to come back, for an admin who paused it, or for the
 * question before it in its conversation.
 */
export const QUEUE_WAIT_REASONS = ['slots', 'memory', 'engine-offline', 'engine-paused', 'earlier-question'] as const;

/**
 * A waiting run's place. `position` 1 is next, `ahead` = position - 1: how many are admitted before it, those
 * who come later included; rarely more. `etaMs` null: nobody can know (engine offline, no slot at all).
 */
export const queuePlaceSchema = z.object({
  position: z.number().int().positive(),
  ahead: z.number().int().nonnegative(),
  /** The expected wait. */
  etaMs: z.number().int().nonnegative().nullable(),
  /** Four times in five the wait is not longer than this. */
  etaUpToMs: z.number().int().nonnegative().nullable().optional(),
  /** The position is higher than it was: others go first. */
  isOvertaken: z.boolean().optional(),
  /** Whether `etaMs` rests on this card's own speed; before its first answers it rests on the usual card's. */
  isMeasured: z.boolean(),
  reason: z.enum(QUEUE_WAIT_REASONS),
});
export type QueuePlace = z.infer<typeof queuePlaceSchema>;

/**
 * The right of one process to execute one run, with what it needs to start. Writes carry `epoch`: an older one is
 * refused.
 */
const leaseSchema = z.object({
  runId: z.uuid(),
  epoch: z.number().int().positive(),
  instanceId: z.uuid(),
  /** Where it is executed. */
  engineId: z.string(),
  personId: z.uuid(),
  mode: modeSchema,
  band: bandSchema,
  promptTokens: z.number().int(),
  expectedOutput: z.number().int(),
  /** Times it went back to the queue before. */
  attempts: z.number().int(),
  enqueuedAt: z.date(),
  admittedAt: z.date(),
  stopRequested: z.boolean(),
});
const answerLeaseSchema = leaseSchema.extend({
  kind: answerKindSchema,
  conversationId: z.uuid(),
  userMessageId: z.uuid(),
  assistantMessageId: z.uuid(),
});
const modelCallLeaseSchema = leaseSchema.extend({ kind: modelCallKindSchema });
export const runLeaseSchema = z.discriminatedUnion('kind', [answerLeaseSchema, modelCallLeaseSchema]);
export type AnswerLease = z.infer<typeof answerLeaseSchema>;
export type ModelCallLease = z.infer<typeof modelCallLeaseSchema>;
export type RunLease = z.infer<typeof runLeaseSchema>;

/** Whether a run writes an answer in a conversation. */
export const isAnswerLease = (lease: RunLease): lease is AnswerLease => answerKindSchema.safeParse(lease.kind).success;

/** Codes of runs that end while they wait. */
export type WaitEndCode = 'queue-wait-too-long' | 'abandoned';
