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
  /** All parts as the text of a tsquery. */
  readonly tsquery: string;
}

/** A typed query in parts that must all be found; null when it holds no letter and no digit. */
export function parseSearchQuery(text: string): SearchQuery | null {
  const folded = foldText(text.toWellFormed());
  const parts = Array.from(textRuns(folded), ({ kind, text: part }): QueryPart => ({ kind, text: part })).slice(0, MAX_PARTS);
  if (parts.length === 0) return null;
  const lexemes = new Set(parts.flatMap((part) => (part.kind === 'cjk' ? characterTokens(part.text) : [wordToken(part.text)])));
  return { parts, phrase: folded.replace(/\s+/gu, ''), tsquery: Array.from(lexemes, quoteLexeme).join(' & ') };
}

function characterTokens(run: string): string[] {
  const pairs = characterPairs(run);
  return pairs.length === 0 ? [run] : pairs;
}

/** Tokens hold letters, digits and marks only; quoted so that nothing depends on that. */
function quoteLexeme(token: string): string {
  return `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
