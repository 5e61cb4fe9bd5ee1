import type { Mode } from '@/lib/engine/contracts';

export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly minP: number;
  readonly presencePenalty: number;
}

// Qwen3-14B's model card; 1.5 is its advice against repetition in quantised weights. Never greedy while thinking.
const COMMON = { topK: 20, minP: 0, presencePenalty: 1.5 } as const;

/** Qwen3's sampling of each mode. */
export const SAMPLING: Readonly<Record<Mode, Sampling>> = {
  thinking: { ...COMMON, temperature: 0.6, topP: 0.95 },
  quick: { ...COMMON, temperature: 0.7, topP: 0.8 },
};
