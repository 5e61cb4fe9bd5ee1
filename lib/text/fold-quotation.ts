export interface FoldedQuotation {
  readonly text: string;
  /** For each UTF-16 unit of `text`, and for its end, the unit of the original where its character begins. */
  readonly offsets: Int32Array;
}

/** A character with the marks that combine with it. */
const CLUSTER = /[\s\S]\p{M}*/gu;
/** White space, and characters without width: typesetting puts them anywhere. */
const IGNORED = /[\s\p{Cf}]+/gu;

/**
 * A text as quotations are compared: after NFKC, in lower case, without white space, because lines of a PDF break
 * inside of words and digits get spaces around them.
 */
export function foldQuotation(original: string): FoldedQuotation {
  const pieces: string[] = [];
  const offsets: number[] = [];
  for (const match of original.matchAll(CLUSTER)) {
    const piece = match[0].normalize('NFKC').toLowerCase().replace(IGNORED, '');
    pieces.push(piece);
    offsets.push(...Array.from({ length: piece.length }, () => match.index));
  }
  offsets.push(original.length);
  return { text: pieces.join(''), offsets: Int32Array.from(offsets) };
}
