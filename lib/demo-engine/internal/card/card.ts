import { CardCounters } from '@/lib/demo-engine/internal/card/card-counters';
import { aggregateDecodeRate } from '@/lib/demo-engine/internal/card/decode-rate';
import { KvBlocks } from '@/lib/demo-engine/internal/card/kv-blocks';
import { PrefixCache } from '@/lib/demo-engine/internal/card/prefix-cache';
import type { Sequence } from '@/lib/demo-engine/internal/card/sequence';

export interface CardSettings {
  readonly slots: number;
  readonly kvTokens: number;
  readonly blockSize: number;
  readonly prefillTokensPerSecond: number;
  readonly prefillChunkTokens: number;
  readonly decodeTokensPerSecond: readonly number[];
  readonly streamTokensPerSecond: number;
  readonly unpaced: boolean;
  readonly unpacedBatchTokens: number;
  readonly prefixCaching: boolean;
}

const EPSILON = 1e-6;

/**
 * One graphics card with continuous batching, as a simulation that `advance(now)` moves forward exactly, from event to
 * event: late calls catch up, so rates are right on average whatever the timer does. Time comes in from outside.
 *
 * Invariants it holds: never more running than slots, never more KV blocks than there are; who does not fit waits (by
 * priority, then first come, the head blocks the rest, as in vLLM); when a growing answer does not fit, the last one
 * admitted is preempted.
 */
export class Card {
  readonly waiting: Sequence[] = [];
  readonly running: Sequence[] = [];
  readonly prefixCache = new PrefixCache();
  counters = new CardCounters();
  readonly #settings: () => CardSettings;
  readonly #blocks: KvBlocks;
  #nowMs = 0;
  #arrivals = 0;
  #isAdvancing = false;

  constructor(settings: () => CardSettings) {
    this.#settings = settings;
    this.#blocks = new KvBlocks(settings);
  }

  get isIdle(): boolean {
    return this.running.length === 0 && this.waiting.length === 0;
  }

  /** Tokens in KV blocks, whole blocks counted. */
  get kvTokensUsed(): number {
    return this.#blocks.used * this.#settings().blockSize;
  }

  /** Whether an unpaced answer could go on now. */
  get hasReadyDecode(): boolean {
    return (
      this.#settings().unpaced &&
      this.running.some((one) => one.rateLimit === 0 && this.#canDecode(one) && one.listener.isReady())
    );
  }

  submit(sequence: Sequence, nowMs: number): void {
    this.advance(nowMs);
    sequence.arrival = this.#arrivals++;
    this.counters.submitted += 1;
    this.#enqueue(sequence);
    this.#admit();
    if (this.waiting.includes(sequence)) this.counters.requestsThatWaited += 1;
    this.#record();
    this.advance(nowMs);
  }

  /** Takes a request off the card at once, wherever it is. */
  remove(sequence: Sequence, nowMs: number, reason: 'finished' | 'aborted'): void {
    // At most once a moment: without pacing each time writes on for all the others.
    if (!this.#isAdvancing && nowMs > this.#nowMs) this.advance(nowMs);
    if (sequence.phase === 'done') return;
    const list = sequence.phase === 'waiting' ? this.waiting : this.running;
    const index = list.indexOf(sequence);
    if (index >= 0) list.splice(index, 1);
    this.#blocks.release(sequence);
    sequence.phase = 'done';
    if (reason === 'finished') this.counters.finished += 1;
    else {
      this.counters.aborted += 1;
      this.counters.lastAbortMs = nowMs;
    }
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    this.#admit();
    this.#record();
  }

  stall(sequence: Sequence): void {
    sequence.phase = 'stalled';
  }

  /** Lets a stalled request go on, to a new goal. */
  resume(sequence: Sequence, goal: number, nowMs: number): void {
    this.advance(nowMs);
    sequence.stallsFirst = false;
    // One that still waits for the card has nothing to stall for when it comes onto it.
    if (sequence.phase !== 'stalled') return;
    sequence.goal = goal;
    sequence.phase = sequence.generated === 0 ? 'prefill' : 'decode';
  }

  /** Moves the simulation to `nowMs`. In unpaced mode each ready answer also gets one batch. */
  advance(nowMs: number): void {
    if (this.isIdle) {
      this.#nowMs = nowMs;
      return;
    }
    this.#isAdvancing = true;
    try {
      this.#admit();
      while (this.#nowMs < nowMs && this.running.length > 0) this.#step(nowMs);
      this.#nowMs = Math.max(this.#nowMs, nowMs);
      if (this.#settings().unpaced) this.#rush();
      this.#admit();
      this.#record();
    } finally {
      this.#isAdvancing = false;
    }
  }

  #enqueue(sequence: Sequence): void {
    sequence.phase = 'waiting';
    const isLater = (other: Sequence): boolean =>
      other.priority > sequence.priority || (other.priority === sequence.priority && other.arrival > sequence.arrival);
    const index = this.waiting.findIndex(isLater);
    this.waiting.splice(index < 0 ? this.waiting.length : index, 0, sequence);
  }

  #admit(): void {
    const settings = this.#settings();
    for (let head = this.waiting[0]; head !== undefined; head = this.waiting[0]) {
      if (this.running.length >= settings.slots || !this.#blocks.grow(head, head.tokens + 1)) return;
      this.waiting.shift();
      const cached = settings.prefixCaching
        ? this.prefixCache.lookUp(head.blockHashes, head.promptTokens, settings.blockSize)
        : 0;
      head.cachedTokens = cached;
      head.prefillLeft = head.tokens - cached;
      head.phase = head.stallsFirst ? 'stalled' : 'prefill';
      head.credit = 0;
      this.running.push(head);
      this.#record();
    }
  }

  #canDecode(sequence: Sequence): boolean {
    return sequence.phase === 'decode' || (sequence.phase === 'prefill' && this.#settings().unpaced);
  }

  /** This answer's tokens a millisecond while `decoding` answers decode. */
  #rate(sequence: Sequence, decoding: number, isPrefilling: boolean): number {
    const settings = this.#settings();
    let rate = settings.streamTokensPerSecond;
    if (rate === 0) {
      rate = aggregateDecodeRate(settings.decodeTokensPerSecond, decoding) / decoding;
      if (isPrefilling) rate = Math.min(rate, settings.prefillTokensPerSecond / settings.prefillChunkTokens);
    }
    if (settings.unpaced) rate = 0;
    if (sequence.rateLimit > 0) rate = rate === 0 ? sequence.rateLimit : Math.min(rate, sequence.rateLimit);
    return rate / 1_000;
  }

  /** One piece of time in which nothing starts or ends. */
  #step(untilMs: number): void {
    const settings = this.#settings();
    const prefilling = settings.unpaced ? undefined : this.running.find((one) => one.phase === 'prefill');
    const decoding = this.running.filter((one) => one.phase === 'decode');
    const prefillRate = settings.prefillTokensPerSecond / 1_000;
    let stepMs = untilMs - this.#nowMs;
    if (prefilling !== undefined) stepMs = Math.min(stepMs, prefilling.prefillLeft / prefillRate);
    const rates = decoding.map((one) => this.#rate(one, decoding.length, prefilling !== undefined));
    decoding.forEach((one, index) => {
      const rate = rates[index] ?? 0;
      // At most a block at a time, so that who runs out of blocks first does not depend on how late the clock ticks.
      if (rate > 0)
        stepMs = Math.min(stepMs, (one.goal - one.generated - one.credit) / rate, settings.blockSize / rate);
    });
    stepMs = Math.max(0, stepMs);
    this.#nowMs = untilMs - this.#nowMs - stepMs < EPSILON ? untilMs : this.#nowMs + stepMs;
    if (prefilling !== undefined) prefilling.prefillLeft -= stepMs * prefillRate;
    decoding.forEach((one, index) => {
      const rate = rates[index] ?? 0;
      if (rate === 0 || one.phase !== 'decode') return;
      one.credit += stepMs * rate;
      const whole = Math.floor(one.credit + EPSILON);
      if (whole > 0) this.#emit(one, whole);
    });
    if (prefilling?.phase === 'prefill' && prefilling.prefillLeft <= EPSILON) this.#endPrefill(prefilling);
    this.#admit();
  }

  #endPrefill(sequence: Sequence): void {
    const settings = this.#settings();
    sequence.prefillLeft = 0;
    sequence.phase = 'decode';
    if (settings.prefixCaching)
      this.prefixCache.store(sequence.blockHashes, Math.floor(settings.kvTokens / settings.blockSize));
    if (sequence.generated === 0) this.counters.promptTokens += sequence.promptTokens;
    sequence.credit = 1;
    this.#emit(sequence, 1);
  }

  #rush(): void {
    const batch = this.#settings().unpacedBatchTokens;
    for (const sequence of [...this.running]) {
      if (sequence.phase === 'prefill') this.#endPrefill(sequence);
      else if (sequence.phase === 'decode' && sequence.rateLimit === 0 && sequence.listener.isReady()) {
        sequence.credit = batch;
        this.#emit(sequence, batch);
      }
    }
  }

  #emit(sequence: Sequence, tokens: number): void {
    const count = Math.min(tokens, sequence.goal - sequence.generated);
    sequence.credit = Math.max(0, sequence.credit - tokens);
    if (count > 0 && !this.#makeRoom(sequence, sequence.tokens + count)) return;
    sequence.generated += count;
    this.counters.generatedTokens += count;
    if (count > 0) sequence.listener.onTokens(count, this.#nowMs);
    if (sequence.generated < sequence.goal) return;
    sequence.listener.onGoal(this.#nowMs);
    // Whose reader has just gone ends nothing any more, and must not hold the clock at this moment for ever.
    if (sequence.generated >= sequence.goal && this.#canDecode(sequence)) this.stall(sequence);
  }

  /**
   * Blocks for a longer answer; preempts the last admitted until it fits. False when the answer itself was preempted.
   */
  #makeRoom(sequence: Sequence, tokens: number): boolean {
    while (!this.#blocks.grow(sequence, tokens)) {
      const victim = this.running.at(-1) ?? sequence;
      this.running.pop();
      this.#blocks.release(victim);
      this.counters.preemptions += 1;
      this.#enqueue(victim);
      if (victim === sequence) return false;
    }
    return true;
  }

  #record(): void {
    const used = this.kvTokensUsed;
    const counters = this.counters;
    counters.maxKvTokensUsed = Math.max(counters.maxKvTokensUsed, used);
    const committed = this.running.reduce((sum, one) => sum + one.plannedTokens, 0);
    counters.maxKvTokensCommitted = Math.max(counters.maxKvTokensCommitted, committed);
    counters.record(
      { ms: this.#nowMs, running: this.running.length, waiting: this.waiting.length, kvTokens: used },
      this.#settings().slots,
    );
  }
}
