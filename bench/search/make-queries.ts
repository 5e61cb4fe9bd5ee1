import type { Vocabulary } from '@/bench/search/vocabulary';

export interface BenchQuery {
  readonly kind: string;
  readonly text: string;
}

/** Queries of every kind, `perKind` of each, in shuffled order. Ranks are frequency ranks of the vocabulary. */
export function makeQueries(random: () => number, { chinese, english }: Vocabulary, perKind: number): BenchQuery[] {
  const between = (words: readonly string[], from: number, to: number): string =>
    words[from + Math.floor(random() * (Math.min(to, words.length) - from))] ?? 'GPU';
  const twoCharacters = chinese.filter((word) => Array.from(word).length === 2);
  const longer = chinese.filter((word) => Array.from(word).length > 2);
  const kinds: Record<string, () => string> = {
    'very common word': () => between(chinese, 0, 40),
    'two characters': () => between(twoCharacters, 60, 3_000),
    'rare word': () => between(longer, 2_000, longer.length),
    'one character': () => Array.from(between(chinese, 0, 4_000))[0] ?? '的',
    'English word': () => between(english, 0, 120),
    'beginning of a word': () => between(english, 100, english.length).slice(0, 4),
    'mixed, joined': () => between(english, 0, 40) + between(chinese, 40, 120),
    'three words': () => `${between(chinese, 3, 120)} ${between(chinese, 40, 1_000)} ${between(english, 0, 120)}`,
    'whole phrase': () => between(chinese, 3, 200) + between(chinese, 3, 200),
    'nothing found': () => `${between(longer, 100, 4_000)}${between(longer, 100, 4_000)}`,
  };
  const queries = Object.entries(kinds).flatMap(([kind, make]) =>
    Array.from({ length: perKind }, () => ({ kind, text: make() })),
  );
  return queries
    .map((query) => ({ query, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ query }) => query);
}
