import { measureDemand, NO_DEMAND, type RecentAsk, DEMAND_WINDOW_MS } from '@/lib/admission/internal/recent-demand';
import { forecastQueue, type RunForecast } from '@/lib/admission/forecast-queue';
import {
  EVERYONE_SAMPLES,
  OUTPUT_PRIOR,
  PRIOR_SAMPLES,
  AVERAGE_STEP,
  SPREAD_STEP,
  OWN_SPREAD_SAMPLES,
  SPREAD_BETWEEN_PEOPLE,
  MAX_SAMPLES,
} from '@/lib/admission/internal/admission-constants';
import { decodeRate } from '@/lib/admission/internal/card-rates';
import { compareHeads } from '@/lib/admission/internal/queue-order';
import { remainingOutput } from '@/lib/admission/internal/remaining-output';
import type { QueueModel } from '@/lib/admission/simulate-queue';
import { seededRandom } from '@/lib/text/seeded-random';

/** A working day without a clock: forecasts of the product against a simulated card, thousands of times faster. */

export interface DayOptions {
  readonly people: number;
  readonly seconds: number;
  readonly load: number;
  readonly flood: number;
  readonly seed: number;
  /** Questions go on after `seconds`, unjudged: the end of the day is something no forecast can know. */
  readonly goesOn: boolean;
  /** Lengths of answers are known in advance: what the rest of the error is made of. */
  readonly knowsLengths: boolean;
  /** Without expecting anybody, as before. */
  readonly isBlind: boolean;
  readonly lookEveryMs: number;
}

export interface DayRun {
  readonly id: string;
  readonly kind: 'person' | 'flood';
  readonly askedAtMs: number;
  readonly first: (RunForecast & { readonly atMs: number }) | null;
  readonly waitMs: number;
  readonly places: number;
  readonly ups: number;
  readonly isJudged: boolean;
}

interface Average {
  tokens: number;
  samples: number;
  spread: number;
}

interface Person {
  readonly id: string;
  counter: number;
  waiting: Question[];
  running: number;
  unsettled: number;
  readonly average: Average;
}

interface Question {
  readonly id: string;
  readonly person: Person;
  readonly kind: 'person' | 'flood';
  readonly askedAtMs: number;
  readonly prompt: number;
  readonly output: number;
  expected: number;
  written: number;
  prefillMs: number;
  admittedAtMs: number;
  outputTokens: number | null;
  isJudged: boolean;
  first: (RunForecast & { atMs: number }) | null;
  shownPlace: number | null;
  places: number;
  ups: number;
}

/** Times are sums of fractions: a moment that is due within this is due. */
const EPSILON_MS = 1e-3;
const SLOTS = 3;
const DECODE = [80, 75, 70];
const PREFILL = 3_000;
const SERVICE_S = 6;

export function liveDay(options: DayOptions): { runs: DayRun[]; looks: number; forecastMs: number } {
  return new Day(options).live();
}

class Day {
  nowMs = 0;
  readonly people: Person[];
  readonly everyone: Average = { tokens: 0, samples: 0, spread: 0.5 };
  readonly running: Question[] = [];
  readonly asked: Question[] = [];
  readonly done: DayRun[] = [];
  lastLookMs = -Infinity;
  needsLook = false;
  looks = 0;
  forecastMs = 0;

  constructor(readonly options: DayOptions) {
    this.people = Array.from({ length: options.people }, (_, index) => ({
      id: `person-${index}`,
      counter: 0,
      waiting: [],
      running: 0,
      unsettled: 0,
      average: { tokens: 0, samples: 0, spread: 0.5 },
    }));
  }

  live() {
    const coming = this.plan();
    let next = 0;
    for (;;) {
      const end = this.untilNextEnd();
      const ask = coming[next];
      const untilAsk = ask === undefined ? Infinity : ask.askedAtMs - this.nowMs;
      const untilLook = this.needsLook
        ? Math.max(0, this.lastLookMs + this.options.lookEveryMs - this.nowMs, 0)
        : Infinity;
      const step = Math.min(end, untilAsk, untilLook);
      if (
        step === Infinity ||
        (this.asked.every((q) => !q.isJudged || q.admittedAtMs >= 0) &&
          !(ask?.isJudged ?? false) &&
          next >= coming.findLastIndex((q) => q.isJudged) + 1)
      )
        break;
      this.pass(step);
      if (step === end) this.endFirst();
      else if (step === untilAsk && ask !== undefined) {
        next += 1;
        this.enqueue(ask);
      }
      this.admit();
      if (this.needsLook && this.nowMs - this.lastLookMs > this.options.lookEveryMs - EPSILON_MS) this.look();
    }
    return { runs: this.done, looks: this.looks, forecastMs: this.forecastMs };
  }

  plan(): Question[] {
    const { options } = this;
    const random = seededRandom(options.seed);
    const exp = (mean: number): number => -Math.log(1 - random()) * mean;
    const gap = (options.people * SERVICE_S * 1000) / (SLOTS * options.load);
    const questions: Question[] = [];
    const ask = (person: Person, kind: Question['kind'], atMs: number, output: number): void => {
      questions.push({
        id: `run-${questions.length}-${options.seed}`,
        person,
        kind,
        askedAtMs: atMs,
        prompt: 60 + Math.floor(random() * 240),
        output,
        expected: 0,
        written: 0,
        prefillMs: 0,
        admittedAtMs: -1,
        outputTokens: null,
        isJudged: atMs < options.seconds * 1000,
        first: null,
        shownPlace: null,
        places: 0,
        ups: 0,
      });
    };
    const until = options.seconds * 1000 * (options.goesOn ? 4 : 1);
    this.people.forEach((person, index) => {
      if (index === 0) {
        for (let k = 0; k < options.flood; k += 1) ask(person, 'flood', 15_000 + k, 900);
        return;
      }
      for (let atMs = random() * gap; atMs < until; atMs += exp(gap))
        ask(person, 'person', atMs, Math.round(80 + exp(300)));
    });
    return questions.sort((a, b) => a.askedAtMs - b.askedAtMs);
  }

  untilNextEnd(): number {
    if (this.running.length === 0) return Infinity;
    const reading = this.running.find((q) => q.prefillMs > 0);
    if (reading !== undefined) return reading.prefillMs;
    const rate = decodeRate(DECODE, this.running.length) / 1000;
    return Math.min(...this.running.map((q) => (q.output - q.written) / rate));
  }

  pass(ms: number): void {
    this.nowMs += ms;
    const reading = this.running.find((q) => q.prefillMs > 0);
    if (reading !== undefined) {
      reading.prefillMs = Math.max(0, reading.prefillMs - ms);
      return;
    }
    const rate = decodeRate(DECODE, this.running.length) / 1000;
    for (const q of this.running) q.written += ms * rate;
  }

  endFirst(): void {
    const ended = this.running.find((q) => q.prefillMs <= 0 && q.output - q.written < 1e-6);
    if (ended === undefined) return;
    this.running.splice(this.running.indexOf(ended), 1);
    const { person } = ended;
    const charge = ended.prompt + 2 * ended.expected;
    person.running -= 1;
    person.unsettled -= charge;
    person.counter = Math.max(0, person.counter + 2 * (ended.output - ended.expected));
    ended.outputTokens = ended.output;
    for (const average of [person.average, this.everyone]) learn(average, ended.output);
    this.needsLook = true;
  }

  enqueue(q: Question): void {
    const { person } = q;
    q.expected = this.options.knowsLengths ? q.output : this.expectedOf(person.average);
    if (person.waiting.length + person.running === 0) {
      const busy = this.people.filter((p) => p !== person && p.waiting.length + p.running > 0);
      const floor =
        busy.length > 0
          ? Math.min(...busy.map((p) => p.counter - p.unsettled))
          : Math.max(...this.people.map((p) => p.counter));
      person.counter = Math.max(person.counter, floor);
    }
    person.waiting.push(q);
    this.asked.push(q);
    this.needsLook = true;
  }

  expectedOf(own: Average): number {
    const a = this.everyone;
    const others = Math.min(a.samples, MAX_SAMPLES);
    const mine = Math.min(own.samples, MAX_SAMPLES);
    const weight =
      EVERYONE_SAMPLES *
      (own.samples >= OWN_SPREAD_SAMPLES ? Math.max(0.05, Math.min(1, own.spread / SPREAD_BETWEEN_PEOPLE)) : 1);
    const prior = (OUTPUT_PRIOR.quick * PRIOR_SAMPLES + others * a.tokens) / (PRIOR_SAMPLES + others);
    return Math.round((prior * weight + mine * own.tokens) / (weight + mine));
  }

  admit(): void {
    while (this.running.length < SLOTS) {
      const heads = this.people
        .filter((p) => p.waiting.length > 0)
        .map((p) => ({
          p,
          counter: p.counter,
          running: p.running,
          enqueuedAtMs: p.waiting[0]?.askedAtMs ?? 0,
          runId: p.waiting[0]?.id ?? '',
        }));
      const head = heads.sort(compareHeads)[0]?.p;
      const q = head?.waiting.shift();
      if (head === undefined || q === undefined) return;
      const charge = q.prompt + 2 * q.expected;
      head.counter += charge;
      head.unsettled += charge;
      head.running += 1;
      q.admittedAtMs = this.nowMs;
      q.prefillMs = (q.prompt / PREFILL) * 1000;
      this.running.push(q);
      this.needsLook = true;
      this.done.push({
        id: q.id,
        kind: q.kind,
        askedAtMs: q.askedAtMs,
        first: q.first,
        waitMs: q.admittedAtMs - q.askedAtMs,
        places: q.places,
        ups: q.ups,
        isJudged: q.isJudged,
      });
    }
  }

  model(): QueueModel {
    const busy = this.people.filter((p) => p.waiting.length + p.running > 0);
    const { knowsLengths } = this.options;
    const spreadOf = (p: Person): number =>
      knowsLengths ? 0 : p.average.samples >= OWN_SPREAD_SAMPLES ? p.average.spread : this.everyone.spread;
    return {
      nowMs: this.nowMs,
      isOnline: true,
      isPaused: false,
      isMeasured: true,
      slots: SLOTS,
      kvTokens: 71_500,
      prefillTokensPerSecond: PREFILL,
      decodeTokensPerSecond: DECODE,
      people: busy.map((p) => ({ personId: p.id, counter: p.counter, running: p.running, weight: 1, headSinceMs: {} })),
      spread: knowsLengths ? 0 : this.everyone.spread,
      spreads: new Map(busy.map((p) => [p.id, spreadOf(p)])),
      running: this.running.map((q) => ({
        runId: q.id,
        personId: q.person.id,
        reservedTokens: q.prompt + q.expected,
        chargedTokens: q.prompt + 2 * q.expected,
        remainingTokens: remainingOutput(q.written, q.expected, spreadOf(q.person)),
        writtenTokens: q.written,
        expectedOutput: q.expected,
        spread: spreadOf(q.person),
        remainingPrefillMs: q.prefillMs,
      })),
      waiting: busy.flatMap((p) =>
        p.waiting.map((q) => ({
          runId: q.id,
          personId: p.id,
          band: 'interactive' as const,
          promptTokens: q.prompt,
          expectedOutput: q.expected,
          enqueuedAtMs: q.askedAtMs,
          behind: null,
        })),
      ),
    };
  }

  look(): void {
    this.needsLook = false;
    this.lastLookMs = this.nowMs;
    const waiting = this.people.flatMap((p) => p.waiting).filter((q) => q.isJudged);
    if (waiting.length === 0) return;
    const from = this.nowMs - DEMAND_WINDOW_MS;
    const recent: RecentAsk[] = this.asked
      .filter((q) => q.askedAtMs >= from)
      .map((q) => ({
        personId: q.person.id,
        atMs: q.askedAtMs,
        promptTokens: q.prompt,
        cachedTokens: q.outputTokens === null ? null : 0,
        expectedOutput: q.expected,
        outputTokens: q.outputTokens,
        counter: q.person.counter,
      }));
    const startedMs = performance.now();
    const demand = this.options.isBlind ? NO_DEMAND : measureDemand(recent, this.nowMs);
    const { runs } = forecastQueue(this.model(), new Set(waiting.map((q) => q.id)), demand);
    this.forecastMs += performance.now() - startedMs;
    this.looks += 1;
    for (const q of waiting) {
      const forecast = runs.get(q.id);
      if (forecast === undefined) continue;
      q.first ??= { ...forecast, atMs: this.nowMs };
      const shown = q.shownPlace;
      const place =
        shown === null
          ? forecast.ahead
          : shown < forecast.leastAhead
            ? forecast.ahead
            : Math.min(shown, forecast.ahead);
      if (place === shown) continue;
      q.places += 1;
      if (shown !== null && place > shown) q.ups += 1;
      q.shownPlace = place;
    }
  }
}

function learn(average: Average, tokens: number): void {
  const { samples } = average;
  const deviation = samples === 0 ? null : Math.max(1e-6, (Math.min(tokens / Math.max(average.tokens, 1), 4) - 1) ** 2);
  if (deviation !== null) average.spread += (deviation - average.spread) * Math.max(1 / (samples + 1), SPREAD_STEP);
  average.tokens += (tokens - average.tokens) * (samples === 0 ? 1 : Math.max(1 / (samples + 1), AVERAGE_STEP));
  average.samples += 1;
}
