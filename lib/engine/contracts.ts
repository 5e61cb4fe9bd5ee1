import { z } from 'zod';
import { MODES } from '@/lib/engine/constants';

/** 深度思考 | 快速 */
export const modeSchema = z.enum(MODES);
export type Mode = z.infer<typeof modeSchema>;

export const ENGINE_MAKES = ['demo', 'vllm', 'llamacpp', 'sglang', 'ollama', 'mlc', 'unknown'] as const;

/** What the self-test found out about an engine at connect time: the one table of engine differences. */
export const engineCapabilitiesSchema = z.object({
  make: z.enum(ENGINE_MAKES),
  version: z.string().nullable(),
  /** Where reasoning arrives: a field of the delta, inside the content as <think>, or nowhere. */
  reasoning: z.enum(['reasoning', 'reasoning_content', 'think-tags', 'none']),
  /** How thinking is switched off. */
  thinkingSwitch: z.enum(['chat_template_kwargs', 'reasoning_effort', 'soft-switch', 'none']),
  /** messages: the true count with the template; text: of bare text; none: estimates only. */
  tokenizer: z.enum(['messages', 'text', 'none']),
  metrics: z.enum(['vllm', 'llamacpp', 'sglang', 'none']),
  toolCalls: z.boolean(),
  /** Can go on with an unfinished assistant message (continue_final_message). */
  continuesFinalMessage: z.boolean(),
  /** Sends `usage` at the end of a stream. */
  streamUsage: z.boolean(),
  /** Body fields that the engine rejects or misreads and that must not be sent. */
  unsupportedFields: z.array(z.string()),
});
export type EngineCapabilities = z.infer<typeof engineCapabilitiesSchema>;

/** external: a service outside; what is sent to it leaves the company. */
export const engineLocationSchema = z.enum(['internal', 'external']);
export type EngineLocation = z.infer<typeof engineLocationSchema>;

/**
 * open; draining: it answers what waits for it, and takes no new questions; paused: nothing is admitted to it. What
 * runs is never cut off.
 */
export const engineAdmissionSchema = z.enum(['open', 'draining', 'paused']);
export type EngineAdmission = z.infer<typeof engineAdmissionSchema>;

/** Measured speeds; decode is per request, index = how many run together - 1. */
export const engineRatesSchema = z.object({
  prefillTokensPerSecond: z.number().positive().optional(),
  decodeTokensPerSecond: z.array(z.number().nonnegative()).optional(),
  /** How many measurements each of them rests on; the first one replaces the guess. */
  prefillSamples: z.number().int().nonnegative().optional(),
  decodeSamples: z.array(z.number().int().nonnegative()).optional(),
});
export type EngineRates = z.infer<typeof engineRatesSchema>;

/** The size that the engine reports, in tokens and requests; null where it reports none. */
export const reportedCapacitySchema = z.object({
  slots: z.number().int().positive().nullable(),
  /**
   * own: each slot has its own part of the KV cache; shared: all slots share one (both llama.cpp); batch: `slots` only
   * limits the batch.
   */
  slotMemory: z.enum(['own', 'shared', 'batch']),
  kvTokens: z.number().int().positive().nullable(),
  contextTokens: z.number().int().positive().nullable(),
});
export type ReportedCapacity = z.infer<typeof reportedCapacitySchema>;

export const SELF_TEST_STEPS = [
  'models',
  'make',
  'health',
  'metrics',
  'tokenizer',
  'thinking',
  'quick',
  'tools',
  'context',
  'memory',
] as const;

/** The result of one self-test of an engine, as the admin sees it. `detail` quotes what the engine reported. */
export const selfTestSchema = z.object({
  checkedAt: z.string(),
  durationMs: z.number(),
  model: z.string(),
  isDemo: z.boolean(),
  capabilities: engineCapabilitiesSchema,
  reported: reportedCapacitySchema,
  steps: z.array(z.object({ name: z.enum(SELF_TEST_STEPS), ok: z.boolean(), detail: z.string() })),
});
export type SelfTest = z.infer<typeof selfTestSchema>;

/** The engine as an admin sees it. */
export const engineReportSchema = z.object({
  baseUrl: z.string(),
  model: z.string(),
  isDemo: z.boolean(),
  state: z.enum(['online', 'offline', 'unknown']),
  maxConcurrent: z.number().int(),
  kvTokens: z.number().int(),
  contextTokens: z.number().int(),
  /**
   * engine: reported by the engine; admin: set by ENGINE_* variables; profile: the defaults for a 24 GB GPU;
   * full: reduced after the engine ran out of KV cache.
   */
  capacitySource: z.enum(['engine', 'admin', 'profile', 'full']),
  foreignSlots: z.number().int(),
  lastError: z.string().nullable(),
  selfTest: selfTestSchema.nullable(),
  /** Tools that the engine refuses, with what it said; they are not offered to the model. */
  refusedTools: z.array(z.object({ name: z.string(), detail: z.string() })),
});
export type EngineReport = z.infer<typeof engineReportSchema>;

/** The state of the GPU as everyone sees it in the composer. */
export const cardStateSchema = z.object({
  state: z.enum(['online', 'offline', 'unknown']),
  isDemo: z.boolean(),
  model: z.string(),
  contextTokens: z.number().int(),
  maxConcurrent: z.number().int(),
  running: z.number().int(),
  waiting: z.number().int(),
});
export type CardState = z.infer<typeof cardStateSchema>;

/** How much of the context a draft would use. `exact` false: an estimate, shown as such. */
export const tokenUsageSchema = z.object({
  usedTokens: z.number().int(),
  availableTokens: z.number().int(),
  exact: z.boolean(),
  /** How many of the oldest turns do not fit and would not be sent. */
  droppedTurns: z.number().int(),
});
export type TokenUsage = z.infer<typeof tokenUsageSchema>;
