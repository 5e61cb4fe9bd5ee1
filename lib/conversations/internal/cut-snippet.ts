import 'server-only';
import type { TextMatch } from '@/lib/conversations/internal/find-matches';

/** UTF-16 units: about two lines of a result. */
const SNIPPET_LENGTH = 140;
const LEAD_LENGTH = 30;

export interface Snippet {
  readonly snippet: string;
  /** [start, end) in UTF-16 units of `snippet`. */
  readonly highlights: [number, number][];
}

/** The stretch of a text that shows most parts of the query, on one line, with an ellipsis where it was cut. */
export function cutSnippet(text: string, matches: readonly TextMatch[]): Snippet {
  const start = text.length <= SNIPPET_LENGTH ? 0 : windowStart(text, matches);
  const end = wholeCharacter(text, Math.min(text.length, start + SNIPPET_LENGTH));
  const prefix = start > 0 ? '…' : '';
  const shift = prefix.length - start;
  // One unit for one unit, so that ranges stay right.
  const snippet = `${prefix}${text.slice(start, end).replace(/[\s\p{Cc}]/gu, ' ')}${end < text.length ? '…' : ''}`;
  const highlights = matches
    .filter((match) => match.end > start && match.start < end)
    .map((match): [number, number] => [Math.max(match.start, start) + shift, Math.min(match.end, end) + shift]);
  return { snippet, highlights };
}

/** A text as it reads, without Markdown's marks of emphasis, code and headings. */
export function withoutMarks(text: string): string {
  return text.replaceAll(/\*\*|`+|^#{1,6}\s+/gmu, '');
}

function windowStart(text: string, matches: readonly TextMatch[]): number {
  let best = matches[0]?.start ?? 0;
  let bestParts = 0;
  for (const [index, first] of matches.entries()) {
    const parts = new Set<number>();
    for (let next = index; next < matches.length; next += 1) {
      const match = matches[next];
      if (match === undefined || match.end > first.start + SNIPPET_LENGTH - LEAD_LENGTH) break;
      parts.add(match.part);
    }
    if (parts.size <= bestParts) continue;
    bestParts = parts.size;
    best = first.start;
  }
  return wholeCharacter(text, Math.max(0, Math.min(best - LEAD_LENGTH, text.length - SNIPPET_LENGTH)));
}

/** Never between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
