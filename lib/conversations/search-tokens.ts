import 'server-only';
import { foldText, textRuns } from '@/lib/conversations/internal/search-text';

/** Most different tokens of one entry: about 15,000 characters of prose. What comes after is not searched (a tsvector ends at 1 MB). */
export const MAX_TOKENS = 10_000;
/** Longest token in UTF-16 units: hashes and base64 are cut, and still found by their beginning. */
export const MAX_TOKEN_LENGTH = 64;

/**
 * What one text is found by: for Chinese, Japanese and Korean every character and every pair of neighbours; for everything else words and the
 * parts of identifiers (`getUserName` -> getusername, get, user, name; `qwen3` -> qwen3, qwen). Width and case do not matter.
 * Each token once, in order of first appearance, at most MAX_TOKENS.
 */
export function searchTokens(text: string): string[] {
  const tokens = new Set<string>();
  for (const run of textRuns(text.normalize('NFKC'))) {
    if (run.kind === 'cjk') addCharacters(tokens, foldText(run.text));
    else addWord(tokens, run.text);
    if (tokens.size >= MAX_TOKENS) break;
  }
  return Array.from(tokens).slice(0, MAX_TOKENS);
}

/** The word as a token: folded and cut. */
export function wordToken(word: string): string {
  return foldText(word).slice(0, MAX_TOKEN_LENGTH).toWellFormed();
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

function addWord(tokens: Set<string>, word: string): void {
  tokens.add(wordToken(word));
  const parts = word.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}\p{N}]+|\p{N}+/gu) ?? [];
  if (parts.length < 2) return;
  for (const part of parts) if (part.length > 1) tokens.add(wordToken(part));
}
