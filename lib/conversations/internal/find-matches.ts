import 'server-only';
import { foldWithOffsets } from '@/lib/conversations/internal/fold-with-offsets';
import type { QueryPart } from '@/lib/conversations/internal/search-query';

/** Matches looked at in one text: enough for the best window of a long one. */
const MAX_MATCHES = 200;

export interface TextMatch {
  /** UTF-16 units of the original text, end excluded. */
  readonly start: number;
  readonly end: number;
  /** Which part of the query. */
  readonly part: number;
}

/** Where the parts of a query stand in a text, in order, without overlaps. Words match at the beginning of a word or of a part of an identifier. */
export function findMatches(original: string, parts: readonly QueryPart[]): TextMatch[] {
  const folded = foldWithOffsets(original);
  const matches: TextMatch[] = [];
  for (const [part, { kind, text }] of parts.entries()) {
    let found = 0;
    for (let at = folded.text.indexOf(text); at !== -1 && found < MAX_MATCHES; at = folded.text.indexOf(text, at + text.length)) {
      const start = folded.offsets[at] ?? 0;
      const end = endOfCharacter(folded.offsets, at + text.length);
      if (kind === 'word' && !beginsWord(original, start)) continue;
      matches.push({ start, end, part });
      found += 1;
    }
  }
  matches.sort((a, b) => a.start - b.start || b.end - a.end);
  return matches.filter((match, index) => index === 0 || match.start >= Math.max(...matches.slice(Math.max(0, index - parts.length), index).map(({ end }) => end)));
}

/** Where the original character ends that the folded unit before `at` belongs to. */
function endOfCharacter(offsets: Int32Array, at: number): number {
  let next = at;
  while (next < offsets.length - 1 && offsets[next] === offsets[at - 1]) next += 1;
  return offsets[next] ?? 0;
}

function beginsWord(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.slice(Math.max(0, at - 2), at);
  const after = text.slice(at, at + 3);
  if (!/(?:(?![\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}])[\p{L}\p{N}])$/u.test(before)) return true;
  if (/\p{N}$/u.test(before) !== /^\p{N}/u.test(after)) return true;
  return /^\p{Lu}/u.test(after) && (/\p{Ll}$/u.test(before) || /^\p{Lu}\p{Ll}/u.test(after));
}
