import type { Passage, SectionPiece } from '@/lib/documents/contracts';

/** The boxes of the pieces that a passage touches; its offsets count the text of the pieces, one a line. */
export function boxesOfPassage(
  pieces: readonly SectionPiece[],
  passage: Passage | null,
): NonNullable<SectionPiece['bbox']>[] {
  if (passage === null) return [];
  let start = 0;
  return pieces.flatMap(({ text, bbox }) => {
    const isTouched = passage.start < start + text.length && passage.end > start;
    start += text.length + 1;
    return isTouched && bbox !== undefined ? [bbox] : [];
  });
}
