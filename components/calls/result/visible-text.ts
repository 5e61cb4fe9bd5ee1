import { UNSEEN_CHARACTER } from '@/lib/i18n/unseen-characters';

const UNSEEN = new RegExp(UNSEEN_CHARACTER, 'gu');
const SEEN_CONTROLS = new Set(['\t', '\n', '\r']);
const JOINER = '\u200d';
const SELECTORS = new Set(['\ufe0e', '\ufe0f']);
const ENDS_WITH_EMOJI = /[\p{Extended_Pictographic}\p{EMod}]\ufe0f?$/u;
const STARTS_WITH_EMOJI = /^\p{Extended_Pictographic}/u;
const ENDS_WITH_PICTOGRAPH = /\p{Extended_Pictographic}$/u;
const KEY = /[#*0-9]$/;
const KEYCAP = '\u20e3';

/** Marks on one letter that any language writes; more of them would be drawn over other lines. */
const MAX_MARKS = 3;
const PILE = new RegExp(`(\\p{M}{${MAX_MARKS}})(\\p{M}+)`, 'gu');
/** Blanks that look like one or more others, or like nothing. */
const OTHER_BLANK = /[\p{Zs}\u2423]/u;
const BLANKS = / {2,}|[\p{Zs}\u2423]/gu;

/**
 * A text in which nothing hides: unseen characters as their code, `[U+202E]`, and marks that are piled up on one
 * letter. Who approves must see what is really there.
 */
export function visibleText(text: string): string {
  const seen = text.replaceAll(UNSEEN, (character, offset: number) =>
    SEEN_CONTROLS.has(character) ||
    isOfEmoji(character, text.slice(Math.max(0, offset - 3), offset), text.slice(offset + 1, offset + 3))
      ? character
      : codeOf(character),
  );
  return seen.replaceAll(
    PILE,
    (_pile, first: string, others: string) =>
      `${first}${others.replaceAll(/(.)\1*/gsu, (run, mark: string) => codeOf(mark, run.length / mark.length))}`,
  );
}

/** The same with blanks that can be counted: runs of them as `␣␣␣`, and other ones than the space as their code. */
export function countableText(text: string): string {
  return visibleText(
    text.replaceAll(BLANKS, (found) =>
      found === ' ' ? found : found.startsWith(' ') ? '\u2423'.repeat(found.length) : codeOf(found),
    ),
  );
}

/** Whether blanks stand in a text that can be taken for others. */
export function hasOddBlanks(text: string): boolean {
  return text.includes('  ') || OTHER_BLANK.test(text.replaceAll(' ', ''));
}

function codeOf(character: string, times = 1): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}${times === 1 ? '' : `×${times}`}]`;
}

/** Whether something is in a text that `visibleText` would show as its code. */
export function hidesCharacters(text: string): boolean {
  return visibleText(text) !== text;
}

/**
 * What joins two emoji to one, or says once how a pictograph or a keycap (1️⃣) is drawn, is no hiding place. A selector
 * after a digit alone would be one: it changes nothing that is seen.
 */
function isOfEmoji(character: string, before: string, after: string): boolean {
  if (character === JOINER) return ENDS_WITH_EMOJI.test(before) && STARTS_WITH_EMOJI.test(after);
  if (!SELECTORS.has(character)) return false;
  return ENDS_WITH_PICTOGRAPH.test(before) || (KEY.test(before) && after.startsWith(KEYCAP));
}
