import 'server-only';
import { foldText } from '@/lib/conversations/internal/search-text';

export interface FoldedText {
  readonly text: string;
  /** For each UTF-16 unit of `text`, and for its end, the unit of the original where its character begins. */
  readonly offsets: Int32Array;
}

/** A character with what combines with it: marks, half-width voicing marks, trailing jamo. They are folded together. */
const clusters = /[\s\S][\p{M}\uFF9E\uFF9F\u1160-\u11FF]*/gu;

/** Like foldText, and returns where each folded character stood: folding changes lengths (ﬁ -> fi, ｶﾞ -> ガ). */
export function foldWithOffsets(original: string): FoldedText {
  const pieces: string[] = [];
  const offsets: number[] = [];
  for (const match of original.matchAll(clusters)) {
    const piece = foldText(match[0]);
    pieces.push(piece);
    offsets.push(...Array.from({ length: piece.length }, () => match.index));
  }
  offsets.push(original.length);
  return { text: pieces.join(''), offsets: Int32Array.from(offsets) };
}
