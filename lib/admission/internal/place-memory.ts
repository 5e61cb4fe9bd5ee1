import 'server-only';
import type { QueuePlace } from '@/lib/admission/contracts';

/**
 * An estimate that changed by less than this, and by less than a tenth, is not sent again: the reader counts it down.
 */
const SMALLEST_CHANGE_MS = 1_000;
const SMALLEST_CHANGE = 0.1;

/** A forecast of a place. */
export interface ForecastPlace {
  readonly place: QueuePlace;
  /** A lower position is hardly possible. */
  readonly leastPosition: number;
}

interface SentPlace {
  readonly place: QueuePlace;
  readonly atMs: number;
}

/**
 * Remembers the last place that was sent for each run. A place without news is not sent again. A position rises only
 * when the sent one has become implausible: it is an expectation, and it changes with every new run in the queue.
 */
export class PlaceMemory {
  private sent = new Map<string, SentPlace>();

  /**
   * The places to send: those sent before where the reader knows enough, else the new ones. `fresh`: sent for the first
   * time.
   */
  take(
    current: ReadonlyMap<string, ForecastPlace>,
    nowMs: number,
  ): { readonly places: Map<string, QueuePlace>; readonly fresh: Set<string> } {
    const sent = new Map<string, SentPlace>();
    const places = new Map<string, QueuePlace>();
    const fresh = new Set<string>();
    for (const [runId, forecast] of current) {
      const old = this.sent.get(runId);
      const place = old === undefined ? forecast.place : follow(old.place, forecast);
      if (old === undefined) fresh.add(runId);
      const entry = old !== undefined && !isNews(old, place, nowMs) ? old : { place, atMs: nowMs };
      sent.set(runId, entry);
      places.set(runId, entry.place);
    }
    this.sent = sent;
    return { places, fresh };
  }
}

/** The forecast, at the old position while that is still plausible. */
function follow(old: QueuePlace, { place, leastPosition }: ForecastPlace): QueuePlace {
  if (place.position < old.position) return place;
  if (place.position === old.position || old.position >= leastPosition)
    return { ...place, position: old.position, ahead: old.ahead, isOvertaken: old.isOvertaken ?? false };
  return { ...place, isOvertaken: true };
}

function isNews(old: SentPlace, place: QueuePlace, nowMs: number): boolean {
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
