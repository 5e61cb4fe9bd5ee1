import 'server-only';

/** Scripts written without spaces: their runs are searched by overlapping pairs of characters. */
const CJK = '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Bopo}';
/**
 * A letter, digit or mark. scx=Han and friends also contain punctuation such as 「、」, so every class is cut down to
 * these.
 */
const cjkRun = `(?:(?=[\\p{L}\\p{N}\\p{M}])[${CJK}])+`;
const wordRun = `(?:(?![${CJK}])[\\p{L}\\p{N}\\p{M}])+`;
const runs = new RegExp(`(${cjkRun})|(${wordRun})`, 'gu');

/** A stretch of one kind of writing in a normalised text. */
export interface TextRun {
  readonly kind: 'cjk' | 'word';
  readonly text: string;
  /** UTF-16 units from the start of the text. */
  readonly start: number;
}

/** The stretches of letters and digits in a text; punctuation, spaces and symbols lie between them. */
export function* textRuns(text: string): Generator<TextRun> {
  for (const match of text.matchAll(runs)) {
    const [run, cjk] = match;
    yield { kind: cjk === undefined ? 'word' : 'cjk', text: run, start: match.index };
  }
}

const letterOfWord = new RegExp(`^(?![${CJK}])[\\p{L}\\p{N}\\p{M}]`, 'u');

/** Whether no letter or digit of a spaced script stands at this place. */
export function endsWord(text: string, at: number): boolean {
  return !letterOfWord.test(text.slice(at, at + 2));
}

/**
 * Whether a word, or a part of an identifier, begins at this place: `Name` in getUserName, `14` in Qwen14B. Needs the
 * original capitals.
 */
export function beginsWord(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  const after = text.slice(at, at + 3);
  const previous = Array.from(before).at(-1) ?? '';
  if (!letterOfWord.test(previous)) return true;
  if (/\p{N}/u.test(previous) !== /^\p{N}/u.test(after)) return true;
  return /^\p{Lu}/u.test(after) && (/\p{Ll}/u.test(previous) || /^\p{Lu}\p{Ll}/u.test(after));
}

/**
 * Case and width folded: NFKC, lower case, and final sigma as sigma (lower-casing depends on its neighbours otherwise).
 */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
}
