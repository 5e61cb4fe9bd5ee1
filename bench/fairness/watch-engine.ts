import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const stateSchema = z.object({
  nowMs: z.number(),
  running: z.array(z.object({ tokens: z.number(), question: z.string().nullish() })),
  kvTokensUsed: z.number(),
  counters: z.object({
    maxSlotsInUse: z.number(),
    maxKvTokensUsed: z.number(),
    maxKvTokensCommitted: z.number(),
    requestsThatWaited: z.number(),
    maxWaiting: z.number(),
    preemptions: z.number(),
    busyMs: z.number(),
    fullMs: z.number(),
  }),
  settings: z.object({ slots: z.number(), kvTokens: z.number(), decodeTokensPerSecond: z.array(z.number()) }),
});
export type EngineState = z.infer<typeof stateSchema>;

export async function readEngine(engineUrl: string): Promise<EngineState> {
  const response = await fetch(`${engineUrl}/control/state?brief=1`);
  return stateSchema.parse(await response.json());
}

export async function resetEngine(engineUrl: string): Promise<void> {
  await fetch(`${engineUrl}/control/reset`, { method: 'POST' });
}

/**
 * Seconds the running answers still need at the rate of a full card: of the one that ends first and of the one that
 * ends last.
 */
export function remainingSeconds(state: EngineState): { readonly first: number; readonly last: number } {
  const { slots, decodeTokensPerSecond } = state.settings;
  const rate = (decodeTokensPerSecond[slots - 1] ?? decodeTokensPerSecond.at(-1) ?? 1) / slots;
  const left = state.running.map(({ tokens, question }) => {
    const total = Number(/tokens=(\d+)/.exec(question ?? '')?.[1] ?? tokens);
    return Math.max(0, total - tokens) / rate;
  });
  return left.length < slots
    ? { first: 0, last: Math.max(0, ...left) }
    : { first: Math.min(...left), last: Math.max(...left) };
}

export interface EngineSample {
  readonly at: number;
  readonly fullMs: number;
  readonly busyMs: number;
}

/** Reads the engine's clocks until the signal is aborted. */
export async function sampleEngine(engineUrl: string, signal: AbortSignal): Promise<EngineSample[]> {
  const samples: EngineSample[] = [];
  while (!signal.aborted) {
    const before = performance.now();
    const { counters } = await readEngine(engineUrl);
    samples.push({ at: (before + performance.now()) / 2, fullMs: counters.fullMs, busyMs: counters.busyMs });
    await pause(100);
  }
  return samples;
}

/** Shares of a window in which every slot, and at least one, was busy. */
export function busyShares(
  samples: readonly EngineSample[],
  from: number,
  to: number,
): { readonly full: number; readonly busy: number } {
  const inside = samples.filter((sample) => sample.at >= from && sample.at <= to);
  const first = inside[0];
  const last = inside.at(-1);
  if (first === undefined || last === undefined || last.at === first.at) return { full: Number.NaN, busy: Number.NaN };
  return {
    full: (last.fullMs - first.fullMs) / (last.at - first.at),
    busy: (last.busyMs - first.busyMs) / (last.at - first.at),
  };
}
