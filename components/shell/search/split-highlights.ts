export interface HighlightPiece {
  readonly text: string;
  readonly marked: boolean;
  /** Where it starts, for a stable key. */
  readonly start: number;
}

/**
 * Cuts a snippet at its highlights, [start, end) in UTF-16 units. Ranges that overlap, cross the end or run backwards
 * are made to fit.
 */
export function splitHighlights(text: string, ranges: readonly (readonly [number, number])[]): HighlightPiece[] {
  const pieces: HighlightPiece[] = [];
  let at = 0;
  const push = (end: number, marked: boolean) => {
    if (end > at) pieces.push({ text: text.slice(at, end), marked, start: at });
    at = Math.max(at, end);
  };
  for (const [start, end] of ranges.toSorted((one, other) => one[0] - other[0])) {
    push(Math.min(start, text.length), false);
    push(Math.min(end, text.length), true);
  }
  push(text.length, false);
  return pieces;
}
