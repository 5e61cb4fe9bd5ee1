import { zipfRank, type Vocabulary } from '@/bench/search/vocabulary';

/** One sentence in five holds an English word; one message in twenty a number that stands nowhere else. */
const ENGLISH_SHARE = 0.06;
const NUMBER_SHARE = 0.05;

/** A Chinese text with English words in it, of about `length` characters. */
export function writeText(random: () => number, vocabulary: Vocabulary, length: number): string {
  const pieces: string[] = [];
  let written = 0;
  let untilStop = 8;
  while (written < length) {
    const word = writeWord(random, vocabulary);
    pieces.push(word);
    written += word.length;
    untilStop -= 1;
    if (untilStop > 0) continue;
    pieces.push(random() < 0.6 ? '，' : random() < 0.85 ? '。' : '。\n\n');
    untilStop = 4 + Math.floor(random() * 8);
  }
  if (random() < NUMBER_SHARE) pieces.push(` 工单 TK-${Math.floor(random() * 0xffffff).toString(16)}`);
  return pieces.join('');
}

function writeWord(random: () => number, { chinese, english }: Vocabulary): string {
  if (random() < ENGLISH_SHARE) return ` ${english[zipfRank(random, english.length)] ?? 'GPU'} `;
  return chinese[zipfRank(random, chinese.length)] ?? '的';
}

/** Log-normal around the median: most answers are short, a few fill the screen. Never beyond eight times the median. */
export function textLength(random: () => number, median: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(Math.min(median * 8, Math.max(6, median * Math.exp(normal * 0.7))));
}
