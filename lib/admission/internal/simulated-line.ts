import 'server-only';
import { BAND_LEVEL, type Level, type LineHead } from '@/lib/admission/internal/queue-order';
import type { QueuePerson, WaitingRun } from '@/lib/admission/internal/queue-snapshot';

/** A person in the simulation. `waiting` leaves background runs out, as in the database. */
export class SimulatedPerson {
  counter: number;
  running = 0;
  waiting = 0;
  /** Charged for what runs: an advance until it ends. */
  unsettled = 0;
  readonly weight: number;
  readonly headSinceMs: QueuePerson['headSinceMs'];
  readonly lines: SimulatedLine[] = [];

  constructor(counter: number, weight: number, headSinceMs: QueuePerson['headSinceMs']) {
    this.counter = counter;
    this.weight = weight;
    this.headSinceMs = headSinceMs;
  }
}

/** When the head of a line moves up one level, if it is the head still. */
export interface Ageing {
  readonly atMs: number;
  readonly line: SimulatedLine;
  /** `heads` of the line when this was foreseen. */
  readonly head: number;
}

/**
 * A person's queued runs of one band, oldest first; as an entry of a heap it stands for its head, the run at `next`.
 */
export class SimulatedLine implements LineHead {
  place = -1;
  counter: number;
  running: number;
  enqueuedAtMs = 0;
  runId = '';
  readonly person: SimulatedPerson;
  readonly band: WaitingRun['band'];
  readonly runs: WaitingRun[] = [];
  next = 0;
  /** How many heads it has had. */
  heads = 0;
  level: Level;

  constructor(person: SimulatedPerson, band: WaitingRun['band']) {
    this.person = person;
    this.band = band;
    this.counter = person.counter;
    this.running = person.running;
    this.level = BAND_LEVEL[band];
  }
}

/** First come within a line. */
export function isBefore(a: WaitingRun, b: WaitingRun | undefined): boolean {
  if (b === undefined) return true;
  return a.enqueuedAtMs < b.enqueuedAtMs || (a.enqueuedAtMs === b.enqueuedAtMs && a.runId < b.runId);
}
