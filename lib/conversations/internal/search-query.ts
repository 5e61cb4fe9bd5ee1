import 'server-only';
import { foldText, textRuns } from '@/lib/conversations/internal/search-text';
import { characterPairs, wordToken } from '@/lib/conversations/search-tokens';

/** More would only slow the search down: every part must be found. */
const MAX_PARTS = 12;
/** A last word this long is taken as the beginning of one: people search while they type. */
const MIN_PREFIX_LENGTH = 3;

export interface QueryPart {
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
  const runs = Array.from(textRuns(folded)).slice(0, MAX_PARTS);
  const last = runs.at(-1);
  if (last === undefined) return null;
  const endsInWord = last.start + last.text.length === folded.length;
  const lexemes = new Set<string>();
  for (const run of runs) {
    if (run.kind === 'cjk') for (const token of characterTokens(run.text)) lexemes.add(quoteLexeme(token));
    else lexemes.add(quoteLexeme(wordToken(run.text)) + (run === last && endsInWord && run.text.length >= MIN_PREFIX_LENGTH ? ':*' : ''));
  }
  return {
    parts: runs.map(({ kind, text: part }) => ({ kind, text: kind === 'word' ? wordToken(part) : part })),
    phrase: folded.replace(/\s+/gu, ''),
    tsquery: Array.from(lexemes).join(' & '),
  };
}

function characterTokens(run: string): string[] {
  const pairs = characterPairs(run);
  return pairs.length === 0 ? [run] : pairs;
}

/** Tokens hold letters, digits and marks only; quoted so that nothing depends on that. */
function quoteLexeme(token: string): string {
  return `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
