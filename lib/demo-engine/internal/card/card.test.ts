import { describe, expect, it } from 'vitest';

import { Card, type CardSettings } from '@/lib/demo-engine/internal/card/card';
import { aggregateDecodeRate } from '@/lib/demo-engine/internal/card/decode-rate';
import { hashBlocks } from '@/lib/demo-engine/internal/card/prefix-cache';
import { Sequence, type SequenceListener } from '@/lib/demo-engine/internal/card/sequence';

const SETTINGS: CardSettings = {
  slots: 3,
  kvTokens: 71_500,
  blockSize: 16,
  prefillTokensPerSecond: 27_000,
  prefillChunkTokens: 2_048,
  decodeTokensPerSecond: [80, 150, 210],
  streamTokensPerSecond: 0,
  unpaced: false,
  unpacedBatchTokens: 64,
  prefixCaching: true,
};

class Reader implements SequenceListener {
  tokens = 0;
  firstMs: number | null = null;
  endMs: number | null = null;
  sequence: Sequence | null = null;
  readonly #card: Card;

  constructor(card: Card) {
    this.#card = card;
  }

  onTokens(count: number, nowMs: number): void {
    this.firstMs ??= nowMs;
    this.tokens += count;
  }

  onGoal(nowMs: number): void {
    this.endMs = nowMs;
    if (this.sequence !== null) this.#card.remove(this.sequence, nowMs, 'finished');
  }

  isReady(): boolean {
    return true;
  }
}

interface Asked {
  readonly prompt?: number;
  readonly output?: number;
  readonly priority?: number;
  readonly blockHashes?: readonly string[];
}

function submit(card: Card, nowMs: number, asked: Asked = {}): Reader {
  const { prompt = 100, output = 100, priority = 0, blockHashes = [] } = asked;
  const listener = new Reader(card);
  const sequence = new Sequence({
    id: 'one',
    promptTokens: prompt,
    plannedTokens: prompt + output,
    blockHashes,
    goal: output,
    priority,
    rateLimit: 0,
    stallsFirst: false,
    listener,
  });
  listener.sequence = sequence;
  card.submit(sequence, nowMs);
  return listener;
}

const createCard = (changes: Partial<CardSettings> = {}): Card => {
  const settings = { ...SETTINGS, ...changes };
  return new Card(() => settings);
};

describe('Card', () => {
  it('prefills 32K tokens in about 1.2 s, then decodes 80 tokens a second', () => {
    const card = createCard();
    const reader = submit(card, 0, { prompt: 32_400, output: 81 });
    card.advance(5_000);
    expect(reader.firstMs).toBeCloseTo(1_200, 0);
    expect(reader.endMs).toBeCloseTo(2_200, 0);
  });

  it('gives the same result however late its clock ticks', () => {
    const often = createCard();
    const late = createCard();
    const [first, second] = [often, late].map((card) =>
      [0, 1, 2, 3].map((index) => submit(card, 0, { prompt: 500 * index + 10, output: 50 + index * 20 })),
    );
    for (let nowMs = 1; nowMs <= 6_000; nowMs += 1) often.advance(nowMs);
    late.advance(6_000);
    first?.forEach((reader, index) => expect(reader.endMs).toBeCloseTo(second?.[index]?.endMs ?? 0, 3));
  });

  it('shares the rate among those running', () => {
    const card = createCard({ prefillTokensPerSecond: 1e9 });
    const readers = [
      submit(card, 0, { output: 10_000 }),
      submit(card, 0, { output: 10_000 }),
      submit(card, 0, { output: 10_000 }),
    ];
    card.advance(10_000);
    for (const reader of readers) expect(Math.abs(reader.tokens - 700)).toBeLessThanOrEqual(2);
  });

  it('never runs more than its slots and counts who had to wait', () => {
    const card = createCard();
    const readers = Array.from({ length: 10 }, () => submit(card, 0));
    expect(card.running).toHaveLength(3);
    expect(card.waiting).toHaveLength(7);
    card.advance(60_000);
    expect(readers.every((reader) => reader.tokens === 100)).toBe(true);
    expect(card.counters.maxSlotsInUse).toBe(3);
    expect(card.counters.requestsThatWaited).toBe(7);
    expect(card.kvTokensUsed).toBe(0);
    expect(card.isIdle).toBe(true);
  });

  it('admits nobody beyond its KV tokens, and the head of the queue blocks the rest', () => {
    const card = createCard({ kvTokens: 1_600 });
    submit(card, 0, { prompt: 1_000, output: 80 });
    const big = submit(card, 0, { prompt: 1_000, output: 10 });
    submit(card, 0, { prompt: 10, output: 10 });
    expect(card.running).toHaveLength(1);
    card.advance(10_000);
    expect(big.tokens).toBe(10);
    expect(card.counters.maxKvTokensUsed).toBeLessThanOrEqual(1_600);
  });

  it('preempts the last admitted when answers outgrow the cache, and still finishes all of them', () => {
    const card = createCard({ kvTokens: 640 });
    const readers = [submit(card, 0, { prompt: 160, output: 300 }), submit(card, 0, { prompt: 160, output: 300 })];
    card.advance(60_000);
    expect(card.counters.preemptions).toBeGreaterThan(0);
    expect(readers.map((reader) => reader.tokens)).toEqual([300, 300]);
    expect(card.counters.maxKvTokensUsed).toBeLessThanOrEqual(640);
    expect(card.kvTokensUsed).toBe(0);
  });

  it('lets a lower priority value go first', () => {
    const card = createCard({ slots: 1 });
    submit(card, 0);
    const later = submit(card, 0, { priority: 5 });
    const sooner = submit(card, 0, { priority: -1 });
    card.advance(20_000);
    expect(sooner.endMs ?? 0).toBeLessThan(later.firstMs ?? 0);
  });

  it('frees slot and cache at once when a request is aborted', () => {
    const card = createCard({ slots: 1 });
    const first = submit(card, 0, { output: 10_000 });
    submit(card, 0);
    if (first.sequence !== null) card.remove(first.sequence, 500, 'aborted');
    expect(card.running.map((sequence) => sequence.listener)).not.toContain(first);
    expect(card.running).toHaveLength(1);
    expect(card.counters.lastAbortMs).toBe(500);
  });

  it('prefills only what the prefix cache does not know, and keeps salts apart', () => {
    const card = createCard();
    const tokens = Array.from({ length: 3_200 }, (_, index) => 'word' + String(index));
    const blockHashes = hashBlocks(tokens, 16, 'a');
    const cold = submit(card, 0, { prompt: 3_200, output: 1, blockHashes });
    card.advance(1_000);
    const warm = submit(card, 1_000, { prompt: 3_200, output: 1, blockHashes });
    card.advance(2_000);
    const other = submit(card, 2_000, { prompt: 3_200, output: 1, blockHashes: hashBlocks(tokens, 16, 'b') });
    card.advance(3_000);
    expect(cold.sequence?.cachedTokens).toBe(0);
    expect(warm.sequence?.cachedTokens).toBe(3_184);
    expect(other.sequence?.cachedTokens).toBe(0);
    expect((warm.firstMs ?? 0) - 1_000).toBeLessThan(cold.firstMs ?? 0);
  });

  it('an answer that is at its end when its reader goes is taken off, and time goes on', () => {
    const card = createCard();
    const gone = submit(card, 0, { output: 1 });
    const { sequence } = gone;
    if (sequence === null) throw new Error('not submitted');
    // A session that has just ended receives nothing any more.
    gone.sequence = null;
    card.remove(sequence, 5_000, 'aborted');
    expect(card.isIdle).toBe(true);
    const next = submit(card, 5_000, { output: 10 });
    card.advance(10_000);
    expect(next.tokens).toBe(10);
    expect(next.endMs).toBeGreaterThan(5_000);
  });

  it('keeps its limits through random arrivals and aborts', () => {
    const card = createCard({ kvTokens: 2_000 });
    let seed = 7;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const readers: Reader[] = [];
    for (let nowMs = 0; nowMs < 60_000; nowMs += 50) {
      if (random() < 0.15)
        readers.push(submit(card, nowMs, { prompt: Math.ceil(random() * 900), output: Math.ceil(random() * 200) }));
      const victim = readers[Math.floor(random() * readers.length)]?.sequence;
      if (random() < 0.03 && victim) card.remove(victim, nowMs, 'aborted');
      card.advance(nowMs);
      expect(card.running.length).toBeLessThanOrEqual(3);
      expect(card.kvTokensUsed).toBeLessThanOrEqual(2_000);
    }
    card.advance(600_000);
    expect(card.isIdle).toBe(true);
    expect(card.kvTokensUsed).toBe(0);
    expect(card.counters.finished + card.counters.aborted).toBe(card.counters.submitted);
  });
});

describe('aggregateDecodeRate', () => {
  it('grows with every further answer, each time less', () => {
    const rates = [1, 2, 3, 4, 5, 6].map((running) => aggregateDecodeRate([80, 150, 210], running));
    expect(rates.slice(0, 3)).toEqual([80, 150, 210]);
    rates.slice(1).forEach((rate, index) => {
      expect(rate).toBeGreaterThan(rates[index] ?? 0);
      expect(rate / (index + 2)).toBeLessThan((rates[index] ?? 0) / (index + 1));
    });
  });
});
