import 'server-only';
import { foldWithOffsets } from '@/lib/conversations/internal/fold-with-offsets';
import type { QueryPart } from '@/lib/conversations/internal/search-query';
import { beginsWord } from '@/lib/conversations/internal/search-text';

/** Matches looked at in one text: enough for the best window of a long one. */
const MAX_MATCHES = 200;

export interface TextMatch {
  /** UTF-16 units of the original text, end excluded. */
  readonly start: number;
  readonly end: number;
  /** Which part of the query. */
  readonly part: number;
}

/**
 * Where the parts of a query stand in a text, in order, without overlaps. Words match at the beginning of a word or of
 * a part of an identifier.
 */
export function findMatches(original: string, parts: readonly QueryPart[]): TextMatch[] {
  const folded = foldWithOffsets(original);
  const matches: TextMatch[] = [];
  for (const [part, { kind, text }] of parts.entries()) {
    let found = 0;
    for (
      let at = folded.text.indexOf(text);
      at !== -1 && found < MAX_MATCHES;
      at = folded.text.indexOf(text, at + text.length)
    ) {
      const start = folded.offsets[at] ?? 0;
      const end = endOfCharacter(folded.offsets, at + text.length);
      if (kind === 'word' && !beginsWord(original, start)) continue;
      matches.push({ start, end, part });
      found += 1;
    }
  }
  return withoutOverlaps(matches);
}

/** In order; of two that overlap the one that begins first, then the longer. */
function withoutOverlaps(matches: readonly TextMatch[]): TextMatch[] {
  const kept: TextMatch[] = [];
  for (const match of matches.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (match.start >= (kept.at(-1)?.end ?? 0)) kept.push(match);
  }
  return kept;
}

/** Where the original character ends that the folded unit before `at` belongs to. */
function endOfCharacter(offsets: Int32Array, at: number): number {
  let next = at;
  while (next < offsets.length - 1 && offsets[next] === offsets[at - 1]) next += 1;
  return offsets[next] ?? 0;
}
