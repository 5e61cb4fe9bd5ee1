import { createHash } from 'node:crypto';
import { isRecord } from '@/lib/demo-engine/internal/answers/json-schema';

export const LIES = ['digits', 'numerals', 'direction', 'name', 'unit', 'rank', 'figure', 'prose'] as const;
type Lie = (typeof LIES)[number];

const TEXTS: Readonly<Record<'zh' | 'en', Readonly<Record<Exclude<Lie, 'figure' | 'prose'>, readonly string[]>>>> = {
  zh: {
    digits: ['，实际为 1954.4 万元', '，下降了12%', '，共２０家门店', '，约①半'],
    numerals: ['，下降近三成', '，翻了一番', '，超过百分之四十', '，只有去年的一半'],
    direction: ['，明显回升', '，大幅下滑', '，保持平稳', '，已经高于目标', '，小幅走低'],
    name: ['，西北地区也是如此', '，沈阳旗舰店拖了后腿', '，深圳湾店除外', '，主要在海外'],
    unit: ['，about two million yuan', '，约合 1.9M USD', '，相当于五百吨', '，差十个百分点'],
    rank: ['，位居第一', '，排名垫底', '，创下历史新高', '，所有区域均如此'],
  },
  en: {
    digits: [', in fact 1954.4', ', down 12%', ', in 20 shops'],
    numerals: [', down by almost half', ', which doubled', ', a fall of forty percent'],
    direction: [', which is a clear rise', ', a sharp fall', ', which is stable', ', now above target'],
    name: [', as in Northwest China', ', led by the Harbin flagship', ', apart from Taiwan'],
    unit: [', about two million yuan', ', or some RMB', ', ten percentage points'],
    rank: [', the highest ever', ', ranked first', ', as in all regions'],
  },
};

/**
 * Turns true words into false ones, for tests of those who check them: most sentences get a lie, the same ones for the
 * same seed. Text that is no JSON of sentences stays as it is.
 */
export function lieInWords(text: string, { seed, kinds = LIES }: { seed: number; kinds?: readonly Lie[] }): string {
  const words = parse(text);
  if (words === null) return text;
  const random = numbersOf(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const texts = TEXTS[/[\u4e00-\u9fff]/.test(text) ? 'zh' : 'en'];
  const sentences = words.map((parts) => {
    const kind = random() < 0.8 ? pick(kinds) : undefined;
    if (kind === undefined) return { parts };
    if (kind === 'figure') return { parts: [...parts, { f: 'net@region:invented' }] };
    if (kind === 'prose') return { parts: [{ t: pick(Object.values(texts).flat())?.slice(1) ?? '' }] };
    return { parts: [...parts, { t: pick(texts[kind]) ?? '' }] };
  });
  return JSON.stringify({ sentences });
}

function parse(text: string): unknown[][] | null {
  if (!text.startsWith('{"sentences":')) return null;
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || !Array.isArray(value.sentences)) return null;
  return value.sentences
    .filter(isRecord)
    .map(({ parts }): unknown[] => (Array.isArray(parts) ? parts.map((part: unknown) => part) : []));
}

/** Numbers in [0, 1) that a seed repeats: the engine stands alone, so it has none of lib's. */
function numbersOf(seed: number): () => number {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${seed}:${count}`).digest().readUInt32BE() / 2 ** 32;
  };
}
