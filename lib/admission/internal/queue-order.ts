import 'server-only';
import type { Band } from '@/lib/admission/contracts';
import { AGEING_MS } from '@/lib/admission/internal/admission-constants';

/**
 * The rules of admission in TypeScript, for the simulation of the queue. The decision itself is the query in
 * admission-sql.ts; a property test compares the two.
 */

/** Lower goes first. */
export const BAND_LEVEL = { resumed: 0, interactive: 1, background: 2 } as const satisfies Record<Band, number>;
export type Level = (typeof BAND_LEVEL)[Band];

/** The level of a run that has been the head of its line for so long: ageing lifts it one band every AGEING_MS. */
export function levelOf(band: Band, headForMs: number): Level {
  const level = BAND_LEVEL[band] - Math.max(0, Math.floor(headForMs / AGEING_MS));
  return level >= 2 ? 2 : level === 1 ? 1 : 0;
}

export interface Room {
  readonly slots: number;
  readonly kvTokens: number;
  readonly running: number;
  readonly reserved: number;
}

/**
 * Null when a run that needs so many KV tokens fits, else what it waits for. One larger than the whole memory runs
 * alone.
 */
export function fitsCard(room: Room, need: number): 'slots' | 'memory' | null {
  if (room.running >= room.slots) return 'slots';
  if (room.running > 0 && room.reserved + need > room.kvTokens) return 'memory';
  return null;
}

export interface LineHead {
  readonly counter: number;
  readonly running: number;
  readonly enqueuedAtMs: number;
  readonly runId: string;
}

/** Within one level: the smaller virtual counter, then fewer runs running, then first come, then the id. */
export function compareHeads(a: LineHead, b: LineHead): number {
  return (
    a.counter - b.counter ||
    a.running - b.running ||
    a.enqueuedAtMs - b.enqueuedAtMs ||
    (a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : 0)
  );
}
