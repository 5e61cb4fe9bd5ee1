import { diffArrays } from 'diff';

export interface DiffPart {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/**
 * Texts with more differences are shown one after the other: the time of a comparison grows with the square of them (30
 * ms for 400), and a tool may differ in 200 places.
 */
const MAX_DIFFERENCES = 400;
/** Latin words as wholes, Chinese by the character. */
const TOKENS = /[\p{Script=Latin}\p{N}_]+|\s+|./gsu;

/** What was removed and what was added between two texts, by words. */
export function diffTexts(before: string, after: string): readonly DiffPart[] {
  const changes = diffArrays(before.match(TOKENS) ?? [], after.match(TOKENS) ?? [], { maxEditLength: MAX_DIFFERENCES });
  if (changes === undefined)
    return [
      { kind: 'gone', text: before },
      { kind: 'new', text: after },
    ];
  return changes.map(({ added, removed, value }) => ({
    kind: added ? 'new' : removed ? 'gone' : 'same',
    text: value.join(''),
  }));
}
