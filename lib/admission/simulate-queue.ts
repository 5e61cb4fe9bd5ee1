import 'server-only';
import { AGEING_MS, OUTPUT_TOKEN_CHARGE, PROMPT_TOKEN_CHARGE } from '@/lib/admission/internal/admission-constants';
import { decodeRate } from '@/lib/admission/internal/card-rates';
import { IndexedHeap } from '@/lib/admission/internal/indexed-heap';
import { HORIZON_MS, type Arrival } from '@/lib/admission/internal/recent-demand';
import { BAND_LEVEL, compareHeads, fitsCard, levelOf, type Room } from '@/lib/admission/internal/queue-order';
import type { QueueModel, WaitingRun } from '@/lib/admission/internal/queue-snapshot';
import { isBefore, SimulatedLine, SimulatedPerson, type Ageing } from '@/lib/admission/internal/simulated-line';

export type { QueueModel, QueuePerson, RunningRun, WaitingRun } from '@/lib/admission/internal/queue-snapshot';

export interface QueueForecast {
  /** Run ids in the order of their admission, if nobody else comes. */
  readonly order: readonly string[];
  /** Milliseconds until each run (of those asked for) is admitted; null when that is unknown. */
  readonly startsInMs: ReadonlyMap<string, number | null>;
  /** What the next run waits for now; null when it would fit. */
  readonly blockedBy: 'slots' | 'memory' | null;
}

/** What is not known now and assumed in one scenario. */
export interface Assumptions {
  /** How long an answer turns out, where not as expected. */
  readonly outputOf?: (run: WaitingRun) => number;
  /** Who comes later, in order of time. */
  readonly arrivals?: Iterator<Arrival, void>;
}

interface Executing {
  place: number;
  readonly runId: string;
  readonly person: SimulatedPerson;
  readonly reservedTokens: number;
  readonly charge: number;
  /** The charge that its real length comes to, at its end. */
  readonly settledCharge: number;
  /** On the service clock: tokens each run was given since the start of the simulation. */
  readonly endsAt: number;
}

/**
 * Plays the queue forward in tokens with the rules of admission (internal/queue-order.ts): who is admitted in which
 * order and when. Without `assumptions` nobody else comes and every answer is as long as expected. All running answers
 * decode at the rate measured for their number. `wanted`: the runs it is played for; it ends when all of them are
 * admitted. Pure; about 10 ms for 10,000 runs.
 */
export function simulateQueue(
  model: QueueModel,
  wanted?: ReadonlySet<string>,
  assumptions: Assumptions = {},
): QueueForecast {
  return new Simulation(model, wanted, assumptions).play();
}

class Simulation {
  private readonly model: QueueModel;
  private readonly wanted: ReadonlySet<string> | undefined;
  private readonly outputOf: (run: WaitingRun) => number;
  private readonly arrivals: Iterator<Arrival, void> | undefined;
  private nextArrival: Arrival | undefined;
  private readonly horizonMs: number;
  private arrived = 0;
  private left: number;
  private readonly people = new Map<string, SimulatedPerson>();
  private readonly levels = [
    new IndexedHeap<SimulatedLine>(compareHeads),
    new IndexedHeap<SimulatedLine>(compareHeads),
    new IndexedHeap<SimulatedLine>(compareHeads),
  ] as const;
  /** In order of time: those of the start sorted, later ones always after them (they are due AGEING_MS from then). */
  private readonly ageing: Ageing[] = [];
  private aged = 0;
  private readonly executing = new IndexedHeap<Executing>((a, b) => a.endsAt - b.endsAt);
  private readonly followUps = new Map<string, WaitingRun>();
  private readonly order: string[] = [];
  private readonly startsInMs = new Map<string, number | null>();
  private elapsedMs = 0;
  private service = 0;
  private reserved = 0;
  /** Of prompts that were admitted since the last end. */
  private prefillMs = 0;

  constructor(model: QueueModel, wanted: ReadonlySet<string> | undefined, assumptions: Assumptions) {
    this.model = model;
    this.wanted = wanted;
    this.outputOf = assumptions.outputOf ?? ((run) => run.expectedOutput);
    this.arrivals = assumptions.arrivals;
    this.horizonMs = this.arrivals === undefined ? Infinity : HORIZON_MS;
    this.nextArrival = this.drawArrival();
    this.left = wanted?.size ?? Infinity;
    for (const person of model.people)
      this.people.set(person.personId, new SimulatedPerson(person.counter, person.weight, person.headSinceMs));
    for (const run of model.running) {
      const person = this.personOf(run.personId);
      person.running += 1;
      this.execute(
        {
          runId: run.runId,
          person,
          reservedTokens: run.reservedTokens,
          charge: run.chargedTokens,
          settledCharge:
            run.chargedTokens +
            ((run.writtenTokens + run.remainingTokens - run.expectedOutput) * OUTPUT_TOKEN_CHARGE) /
              Math.max(person.weight, 0.01),
        },
        run.remainingTokens,
        run.remainingPrefillMs,
      );
    }
    for (const run of model.waiting) {
      if (run.behind === null) this.lineOf(run).runs.push(run);
      else this.followUps.set(run.behind, run);
    }
    for (const person of this.people.values()) for (const line of person.lines) this.openLine(line);
    this.ageing.sort((a, b) => a.atMs - b.atMs);
  }

  play(): QueueForecast {
    const blockedBy = this.admit();
    while (this.left > 0 && this.elapsedMs < this.horizonMs && this.advance()) this.admit();
    return { order: this.order, startsInMs: this.model.isOnline ? this.startsInMs : this.unknown(), blockedBy };
  }

  /** Admits the runs that fit at this moment; the next one that does not fit blocks everybody behind it. */
  private admit(): QueueForecast['blockedBy'] {
    this.age();
    for (;;) {
      const line = this.levels[0].peek() ?? this.levels[1].peek() ?? this.levels[2].peek();
      const run = line?.runs[line.next];
      if (line === undefined || run === undefined) return null;
      const need = run.promptTokens + run.expectedOutput;
      const obstacle = fitsCard(this.room(), need);
      if (obstacle !== null) return obstacle;
      this.start(line, run, need);
    }
  }

  private room(): Room {
    // An offline engine's queue is still played, for the order: as if it came back now with what it had.
    const slots = this.model.isOnline ? this.model.slots : Math.max(1, this.model.slots);
    return { slots, kvTokens: this.model.kvTokens, running: this.executing.size, reserved: this.reserved };
  }

  private start(line: SimulatedLine, run: WaitingRun, need: number): void {
    const { person } = line;
    this.order.push(run.runId);
    if (this.wanted?.has(run.runId) !== false) {
      this.startsInMs.set(run.runId, this.elapsedMs);
      this.left -= 1;
    }
    const output = this.outputOf(run);
    const chargeOf = (tokens: number): number =>
      (run.promptTokens * PROMPT_TOKEN_CHARGE + tokens * OUTPUT_TOKEN_CHARGE) / Math.max(person.weight, 0.01);
    const charge = chargeOf(run.expectedOutput);
    person.counter += charge;
    person.running += 1;
    if (run.band !== 'background') person.waiting -= 1;
    this.levels[line.level].remove(line);
    line.next += 1;
    this.setHead(line, this.model.nowMs + this.elapsedMs);
    this.refresh(person);
    const prefillMs = (run.promptTokens / this.model.prefillTokensPerSecond) * 1_000;
    this.execute(
      { runId: run.runId, person, reservedTokens: need, charge, settledCharge: chargeOf(output) },
      output,
      prefillMs,
    );
  }

  private execute(run: Omit<Executing, 'place' | 'endsAt'>, tokens: number, prefillMs: number): void {
    this.reserved += run.reservedTokens;
    run.person.unsettled += run.charge;
    // While a prompt is read the others hardly get on: a prefill step takes the time of many tokens.
    this.prefillMs += prefillMs;
    this.executing.push({ ...run, place: -1, endsAt: this.service + tokens });
  }

  /** Lets time pass until the next answer ends or the next person comes. False when neither will happen. */
  private advance(): boolean {
    const run = this.executing.peek();
    const rate = decodeRate(this.model.decodeTokensPerSecond, this.executing.size) / 1_000;
    const untilEndMs = run === undefined ? Infinity : this.prefillMs + (run.endsAt - this.service) / rate;
    const arrival = this.nextArrival;
    const untilArrivalMs =
      arrival === undefined ? Infinity : Math.max(0, arrival.atMs - this.model.nowMs - this.elapsedMs);
    if (arrival !== undefined && untilArrivalMs < untilEndMs) {
      const readMs = Math.min(this.prefillMs, untilArrivalMs);
      this.prefillMs -= readMs;
      if (run !== undefined) this.service += (untilArrivalMs - readMs) * rate;
      this.elapsedMs += untilArrivalMs;
      this.receive(arrival);
      return true;
    }
    if (run === undefined) return false;
    this.elapsedMs += untilEndMs;
    this.prefillMs = 0;
    this.service = run.endsAt;
    this.finish(run);
    return true;
  }

  private finish(run: Executing): void {
    this.executing.remove(run);
    this.reserved -= run.reservedTokens;
    run.person.running -= 1;
    run.person.unsettled -= run.charge;
    run.person.counter = Math.max(0, run.person.counter + run.settledCharge - run.charge);
    this.refresh(run.person);
    const followUp = this.followUps.get(run.runId);
    if (followUp !== undefined) this.join(followUp);
  }

  private receive(arrival: Arrival): void {
    this.arrived += 1;
    const personId = arrival.personId ?? `newcomer ${this.arrived}`;
    if (!this.people.has(personId)) this.people.set(personId, new SimulatedPerson(arrival.counter, 1, {}));
    for (const [index, ask] of arrival.asks.entries())
      this.join({
        runId: `arrival ${this.arrived}.${index}`,
        personId,
        band: 'interactive',
        promptTokens: ask.promptTokens,
        expectedOutput: ask.expectedOutput,
        enqueuedAtMs: arrival.atMs + index,
        behind: null,
        ...(ask.outputTokens === null ? {} : { outputTokens: ask.outputTokens }),
      });
    this.nextArrival = this.drawArrival();
  }

  private drawArrival(): Arrival | undefined {
    return this.arrivals?.next().value ?? undefined;
  }

  /** A run joins its line at its own time; a person who was idle is lifted as in the database. */
  private join(run: WaitingRun): void {
    const line = this.lineOf(run);
    const { person } = line;
    if (person.waiting + person.running === 0)
      person.counter = Math.max(person.counter, this.smallestBusyCounter(person));
    if (run.band !== 'background') person.waiting += 1;
    let place = line.runs.length;
    while (place > line.next && isBefore(run, line.runs[place - 1])) place -= 1;
    line.runs.splice(place, 0, run);
    if (place === line.next) {
      if (line.place >= 0) this.levels[line.level].remove(line);
      this.setHead(line, this.model.nowMs + this.elapsedMs);
    }
    this.refresh(person);
  }

  private smallestBusyCounter(arriving: SimulatedPerson): number {
    let smallest = Infinity;
    let largest = 0;
    for (const person of this.people.values()) {
      largest = Math.max(largest, person.counter);
      if (person !== arriving && person.waiting + person.running > 0)
        smallest = Math.min(smallest, person.counter - person.unsettled);
    }
    return smallest === Infinity ? largest : smallest;
  }

  private age(): void {
    const nowMs = this.model.nowMs + this.elapsedMs;
    for (let due = this.ageing[this.aged]; due !== undefined && due.atMs <= nowMs; due = this.ageing[this.aged]) {
      this.aged += 1;
      const { line } = due;
      if (line.place < 0 || line.heads !== due.head) continue;
      this.levels[line.level].remove(line);
      line.level = line.level === 2 ? 1 : 0;
      this.levels[line.level].push(line);
      this.scheduleAgeing(line, due.atMs + AGEING_MS);
    }
  }

  private scheduleAgeing(line: SimulatedLine, atMs: number): void {
    if (line.level > 0) this.ageing.push({ atMs, line, head: line.heads });
  }

  /** Makes the run at `next` the head of its line, since `sinceMs`. */
  private setHead(line: SimulatedLine, sinceMs: number): void {
    const head = line.runs[line.next];
    if (head === undefined) return;
    line.enqueuedAtMs = head.enqueuedAtMs;
    line.runId = head.runId;
    line.heads += 1;
    const headForMs = this.model.nowMs + this.elapsedMs - sinceMs;
    line.level = levelOf(line.band, headForMs);
    this.levels[line.level].push(line);
    this.scheduleAgeing(line, sinceMs + (BAND_LEVEL[line.band] - line.level + 1) * AGEING_MS);
  }

  private refresh(person: SimulatedPerson): void {
    for (const line of person.lines) {
      line.counter = person.counter;
      line.running = person.running;
      if (line.place >= 0) this.levels[line.level].update(line);
    }
  }

  private openLine(line: SimulatedLine): void {
    if (line.runs.length > 1) line.runs.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    const head = line.runs[0];
    if (head === undefined) return;
    if (line.band !== 'background') line.person.waiting += line.runs.length;
    line.counter = line.person.counter;
    line.running = line.person.running;
    this.setHead(line, line.person.headSinceMs[line.band] ?? head.enqueuedAtMs);
  }

  private lineOf(run: WaitingRun): SimulatedLine {
    const person = this.personOf(run.personId);
    const known = person.lines.find((line) => line.band === run.band);
    if (known !== undefined) return known;
    const line = new SimulatedLine(person, run.band);
    person.lines.push(line);
    return line;
  }

  private personOf(personId: string): SimulatedPerson {
    const known = this.people.get(personId);
    if (known !== undefined) return known;
    const person = new SimulatedPerson(0, 1, {});
    this.people.set(personId, person);
    return person;
  }

  private unknown(): ReadonlyMap<string, null> {
    return new Map(this.order.map((runId) => [runId, null]));
  }
}
