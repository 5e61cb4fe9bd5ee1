import 'server-only';
import type { QueuePlace } from '@/lib/admission/contracts';

/**
 * An estimate that moved by less than this, and by less than a tenth, is not worth telling: the reader counts it down.
 */
const SMALLEST_CHANGE_MS = 1_000;
const SMALLEST_CHANGE = 0.1;

interface Told {
  readonly place: QueuePlace;
  readonly atMs: number;
}

/** What was told about each run last, so that what says nothing new is told unchanged. */
export class PlaceMemory {
  private told = new Map<string, Told>();

  /**
   * The places to tell: those told before where the reader knows enough, else the new ones. `fresh`: told for the first
   * time.
   */
  take(
    current: ReadonlyMap<string, QueuePlace>,
    nowMs: number,
  ): { readonly places: Map<string, QueuePlace>; readonly fresh: Set<string> } {
    const told = new Map<string, Told>();
    const places = new Map<string, QueuePlace>();
    const fresh = new Set<string>();
    for (const [runId, place] of current) {
      const old = this.told.get(runId);
      if (old === undefined) fresh.add(runId);
      const entry = old !== undefined && !isNews(old, place, nowMs) ? old : { place, atMs: nowMs };
      told.set(runId, entry);
      places.set(runId, entry.place);
    }
    this.told = told;
    return { places, fresh };
  }
}

function isNews(old: Told, place: QueuePlace, nowMs: number): boolean {
  if (
    old.place.position !== place.position ||
    old.place.reason !== place.reason ||
    old.place.isMeasured !== place.isMeasured
  )
    return true;
  if (old.place.etaMs === null || place.etaMs === null) return old.place.etaMs !== place.etaMs;
  const countedDown = Math.max(0, old.place.etaMs - (nowMs - old.atMs));
  const change = Math.abs(place.etaMs - countedDown);
  return change > SMALLEST_CHANGE_MS && change > SMALLEST_CHANGE * countedDown;
}
