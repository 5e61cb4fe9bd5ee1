import 'server-only';
import type { QueuePlace } from '@/lib/admission/contracts';

/** An estimate that moved by less than this, and by less than a tenth, is not worth telling: the reader counts it down. */
const SMALLEST_CHANGE_MS = 1_000;
const SMALLEST_CHANGE = 0.1;

interface Told {
  readonly place: QueuePlace;
  readonly atMs: number;
}

/** What was told about each run last, to tell only what changed. */
export class PlaceMemory {
  private readonly told = new Map<string, Told>();

  forget(runId: string): void {
    this.told.delete(runId);
  }

  /** Those of `places` that a reader cannot know from what was told, which are remembered as told now. */
  takeNews(places: ReadonlyMap<string, QueuePlace>, nowMs: number): Map<string, QueuePlace> {
    const news = new Map<string, QueuePlace>();
    for (const [runId, place] of places) {
      const old = this.told.get(runId);
      if (old !== undefined && !isNews(old, place, nowMs)) continue;
      news.set(runId, place);
      this.told.set(runId, { place, atMs: nowMs });
    }
    for (const runId of this.told.keys()) if (!places.has(runId)) this.told.delete(runId);
    return news;
  }
}

function isNews(old: Told, place: QueuePlace, nowMs: number): boolean {
  if (old.place.position !== place.position || old.place.reason !== place.reason) return true;
  if (old.place.etaMs === null || place.etaMs === null) return old.place.etaMs !== place.etaMs;
  const countedDown = Math.max(0, old.place.etaMs - (nowMs - old.atMs));
  const change = Math.abs(place.etaMs - countedDown);
  return change > SMALLEST_CHANGE_MS && change > SMALLEST_CHANGE * countedDown;
}
