import 'server-only';
import { foldText, textRuns } from '@/lib/conversations/internal/search-text';

/**
 * Most different tokens of one entry: 10,000 characters of dense prose. What comes after is not searched (a tsvector
 * ends at 1 MB).
 */
export const MAX_TOKENS = 10_000;
/**
 * Words are found by their beginnings, because people search while they type. Each beginning is a token of its own (a
 * prefix scan of the index would collect every person's entries first): all lengths where they distinguish words, then
 * a ladder for numbers and hashes.
 */
const BEGINNING_LENGTHS = [3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 32, 48, 64] as const;
const SHORTEST_BEGINNING = 3;
const LONGEST_BEGINNING_UNITS = 128;
/** A word is split no further than this: base64 changes case all the time. UTF-16 units, and number of endings. */
const MAX_SPLIT_LENGTH = 256;
const MAX_ENDINGS = 12;

/**
 * What one text is found by: for Chinese, Japanese and Korean every character and every pair of neighbours; for
 * everything else the beginnings of words and of identifiers from each of their parts on (`getUserName` by get, getu,
 * …, use, user, …, nam, name). Width and case do not matter. Each token once, at most MAX_TOKENS.
 */
export function searchTokens(text: string): string[] {
  const tokens = new Set<string>();
  for (const run of textRuns(text.normalize('NFKC'))) {
    if (run.kind === 'cjk') addCharacters(tokens, foldText(run.text));
    else for (const word of wordEndings(run.text)) addBeginnings(tokens, foldText(word));
    if (tokens.size >= MAX_TOKENS) break;
  }
  return Array.from(tokens).slice(0, MAX_TOKENS);
}

/**
 * The token by which a searched word is looked up: itself, or of a longer one the longest beginning that is a token.
 */
export function wordToken(word: string): string {
  const characters = Array.from(word);
  const length = BEGINNING_LENGTHS.findLast((candidate) => candidate <= characters.length);
  return characters.slice(0, length).join('');
}

/** The overlapping pairs of a run of characters: AB, BC, CD. Empty for a single one. */
export function characterPairs(run: string): string[] {
  const characters = Array.from(run);
  return characters.slice(1).map((character, index) => (characters[index] ?? '') + character);
}

function addCharacters(tokens: Set<string>, run: string): void {
  for (const character of run) tokens.add(character);
  for (const pair of characterPairs(run)) tokens.add(pair);
}

/**
 * The word, and what is left of it from each of its capitals and digits on (`getUserName`, `UserName`, `Name`); single
 * letters and digits would find everything. Only the beginnings of these become tokens, so none needs to be longer than
 * the longest of them.
 */
function wordEndings(word: string): string[] {
  const starts = Array.from(
    word.slice(0, MAX_SPLIT_LENGTH).matchAll(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}\p{N}]+|\p{N}+/gu),
    ({ index }) => index,
  );
  const endings = starts.slice(1, MAX_ENDINGS).filter((start) => word.length - start > 1);
  return [0, ...endings].map((start) => word.slice(start, start + LONGEST_BEGINNING_UNITS));
}

function addBeginnings(tokens: Set<string>, word: string): void {
  const characters = Array.from(word);
  if (characters.length < SHORTEST_BEGINNING) tokens.add(word);
  for (const length of BEGINNING_LENGTHS) {
    if (length > characters.length) return;
    tokens.add(characters.slice(0, length).join(''));
  }
}
