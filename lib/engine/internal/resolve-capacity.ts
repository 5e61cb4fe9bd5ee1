import type { ReportedCapacity } from '@/lib/engine/contracts';

export interface Capacity {
  readonly maxConcurrent: number;
  readonly kvTokens: number;
  readonly contextTokens: number;
  readonly source: 'engine' | 'admin' | 'profile' | 'full';
}

/** What ENGINE_MAX_CONCURRENT, ENGINE_KV_TOKENS and ENGINE_CONTEXT_TOKENS say. */
export interface CapacityOverrides {
  readonly maxConcurrent: number | undefined;
  readonly kvTokens: number | undefined;
  readonly contextTokens: number | undefined;
}

/**
 * A 24 GB card with INT4 weights at 0.90 utilisation: measured on RTX 3090s, 2-3 requests are safe and above 4 memory
 * runs out.
 */
const PROFILE = { maxConcurrent: 3, kvTokens: 71_500, contextTokens: 32_768 } as const;
/** KV tokens behind each of the profile's slots: what a slot needs to be safe on any card. */
const KV_TOKENS_PER_SLOT = PROFILE.kvTokens / PROFILE.maxConcurrent;
/** The same where a shortage stops requests at once and they are queued again (llama.cpp's shared slots). */
const KV_TOKENS_PER_SHARED_SLOT = 8_192;
/** Of the KV cache, what stays when it was full although all reservations fitted. */
const KEPT_WHEN_FULL = 0.9;
/** An engine that is full even at this share of its context has another cause. */
const LEAST_SHARE_OF_CONTEXT = 0.5;

/**
 * The size of the engine: what the admin set, else what it reports, else the 24 GB profile. Slots are also bounded by
 * memory: vLLM's own limit (`--max-num-seqs`, often 16 or 256) says how many requests it would batch, not how many fit.
 * llama.cpp's slots have their own memory, or share it. `kvLimit` is the capacity that an engine which ran out of KV
 * cache has shown.
 */
export function resolveCapacity(
  reported: ReportedCapacity,
  overrides: CapacityOverrides,
  kvLimit: number | null = null,
): Capacity {
  const stated = overrides.kvTokens ?? reported.kvTokens ?? PROFILE.kvTokens;
  const kvTokens = Math.min(stated, kvLimit ?? stated);
  const perSlot = reported.slotMemory === 'shared' ? KV_TOKENS_PER_SHARED_SLOT : KV_TOKENS_PER_SLOT;
  const byMemory = Math.max(1, Math.round(kvTokens / perSlot));
  const knowsMemory = overrides.kvTokens !== undefined || reported.kvTokens !== null;
  const safe = knowsMemory ? byMemory : PROFILE.maxConcurrent;
  const maxConcurrent =
    overrides.maxConcurrent ??
    (reported.slotMemory === 'own' ? (reported.slots ?? safe) : Math.min(reported.slots ?? safe, safe));
  const contextTokens = overrides.contextTokens ?? reported.contextTokens ?? PROFILE.contextTokens;
  const isSet =
    overrides.maxConcurrent !== undefined || overrides.kvTokens !== undefined || overrides.contextTokens !== undefined;
  const isReported = reported.kvTokens !== null || reported.slots !== null;
  const stands = isSet ? 'admin' : isReported ? 'engine' : 'profile';
  const source = kvTokens < stated ? 'full' : stands;
  return { maxConcurrent, kvTokens, contextTokens, source };
}

/** The KV limit after the engine ran out of KV cache at this capacity. */
export function limitWhenFull(reported: ReportedCapacity, capacity: Capacity): number {
  const { kvTokens, contextTokens } = capacity;
  // Slots that were assumed to be separate, here or by the admin, share one cache of the size of one slot's context.
  if (reported.slotMemory !== 'batch' && kvTokens > contextTokens) return contextTokens;
  return Math.min(
    kvTokens,
    Math.max(Math.floor(kvTokens * KEPT_WHEN_FULL), Math.floor(contextTokens * LEAST_SHARE_OF_CONTEXT)),
  );
}
