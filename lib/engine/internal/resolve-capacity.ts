import type { ToldCapacity } from '@/lib/engine/contracts';

export interface Capacity {
  readonly maxConcurrent: number;
  readonly kvTokens: number;
  readonly contextTokens: number;
  readonly source: 'engine' | 'admin' | 'profile';
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

/**
 * The size of the engine: what the admin set, else what it tells, else the 24 GB profile. Slots are also bounded by
 * memory: vLLM's own limit (`--max-num-seqs`, often 16 or 256) says how many requests it would batch, not how many fit.
 * llama.cpp's slots own their memory.
 */
export function resolveCapacity(told: ToldCapacity, overrides: CapacityOverrides): Capacity {
  const kvTokens = overrides.kvTokens ?? told.kvTokens ?? PROFILE.kvTokens;
  const byMemory = Math.max(1, Math.round(kvTokens / KV_TOKENS_PER_SLOT));
  const knowsMemory = overrides.kvTokens !== undefined || told.kvTokens !== null;
  const safe = knowsMemory ? byMemory : PROFILE.maxConcurrent;
  const maxConcurrent =
    overrides.maxConcurrent ?? (told.slotsOwnMemory ? (told.slots ?? safe) : Math.min(told.slots ?? safe, safe));
  const contextTokens = overrides.contextTokens ?? told.contextTokens ?? PROFILE.contextTokens;
  const isSet =
    overrides.maxConcurrent !== undefined || overrides.kvTokens !== undefined || overrides.contextTokens !== undefined;
  const isTold = told.kvTokens !== null || told.slots !== null;
  return { maxConcurrent, kvTokens, contextTokens, source: isSet ? 'admin' : isTold ? 'engine' : 'profile' };
}
