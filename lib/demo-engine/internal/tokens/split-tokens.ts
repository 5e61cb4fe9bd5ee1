/**
 * The demo engine's own tokenizer. Roughly as dense as Qwen's: Chinese about 1.5 characters a token, Latin about 4 to
 * 5, digits one by one. It cuts only between characters, so the tokens joined give the text back exactly.
 */
const LONGEST_WHOLE_WORD = 7;
const WORD_PIECE = 4;

const isCjk = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) ||
  (code >= 0x3400 && code <= 0x4dbf) ||
  (code >= 0x3040 && code <= 0x30ff) ||
  (code >= 0xac00 && code <= 0xd7af);

const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 0xc0 && code <= 0x24f) ||
  (code >= 0x370 && code <= 0x52f);

const isSpace = (code: number): boolean => code === 32 || code === 9;

const isLineBreak = (code: number): boolean => code === 10 || code === 13;

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;

/** Whether two Chinese characters are one token: half of the pairs, always the same ones. */
const isPair = (first: number, second: number): boolean => isCjk(second) && ((first * 31 + second) & 1) === 0;

function runEnd(text: string, start: number, limit: number, belongs: (code: number) => boolean): number {
  const end = Math.min(text.length, start + limit);
  let position = start;
  while (position < end && belongs(text.charCodeAt(position))) position += 1;
  return position;
}

function wordEnd(text: string, start: number): number {
  const whole = runEnd(text, start, LONGEST_WHOLE_WORD + 1, isLetter);
  return whole - start <= LONGEST_WHOLE_WORD ? whole : start + WORD_PIECE;
}

function tokenEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (isCjk(code)) return start + (isPair(code, text.charCodeAt(start + 1)) ? 2 : 1);
  if (isLetter(code)) return wordEnd(text, start);
  if (code === 32 && isLetter(text.charCodeAt(start + 1))) return wordEnd(text, start + 1);
  if (isSpace(code)) return runEnd(text, start, 16, isSpace);
  if (isLineBreak(code)) return runEnd(text, start, 4, isLineBreak);
  return start + (isHighSurrogate(code) && start + 1 < text.length ? 2 : 1);
}

/** The tokens of a text; joined they are the text. */
export function splitTokens(text: string): string[] {
  const tokens: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = tokenEnd(text, start);
    tokens.push(text.slice(start, end));
    start = end;
  }
  return tokens;
}

/** How many tokens a text has, without building them. */
export function countTokens(text: string): number {
  let count = 0;
  for (let start = 0; start < text.length; start = tokenEnd(text, start)) count += 1;
  return count;
}
