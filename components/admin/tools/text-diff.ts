import { diffArrays } from 'diff';

export interface DiffPart {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/**
 * Texts with more differences are shown one after the other: the comparison takes quadratic time (30 ms for 400), and a
 * tool may differ in 200 places.
 */
const MAX_DIFFERENCES = 400;
/** Latin text is compared word by word, Chinese character by character. */
const TOKENS = /[\p{Script=Latin}\p{N}_]+|\s+|./gsu;

/** The removed and added parts between two texts. */
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
