import 'server-only';
import { foldText, textRuns } from '@/lib/conversations/internal/search-text';
import { characterPairs, wordToken } from '@/lib/conversations/search-tokens';

/** More would only slow the search down: every part must be found. */
const MAX_PARTS = 12;

export interface QueryPart {
  /** word: found at the beginning of a word or of a part of an identifier. cjk: found anywhere. */
  readonly kind: 'cjk' | 'word';
  /** Folded: what the folded text must contain. */
  readonly text: string;
}

export interface SearchQuery {
  readonly parts: readonly QueryPart[];
  /** The whole query folded, without its spaces: found as it stands, it ranks higher. */
  readonly phrase: string;
  /** The tokens that an entry must have. */
  readonly tokens: readonly string[];
}

/** A typed query in parts that must all be found; null when it contains no letter and no digit. */
export function parseSearchQuery(text: string): SearchQuery | null {
  const folded = foldText(text.toWellFormed());
  const parts = Array.from(textRuns(folded), ({ kind, text: part }): QueryPart => ({ kind, text: part })).slice(
    0,
    MAX_PARTS,
  );
  if (parts.length === 0) return null;
  const tokens = new Set(
    parts.flatMap((part) => (part.kind === 'cjk' ? characterTokens(part.text) : [wordToken(part.text)])),
  );
  return { parts, phrase: folded.replace(/\s+/gu, ''), tokens: Array.from(tokens) };
}

function characterTokens(run: string): string[] {
  const pairs = characterPairs(run);
  return pairs.length === 0 ? [run] : pairs;
}
