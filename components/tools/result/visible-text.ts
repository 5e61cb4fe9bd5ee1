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

/** A text in which nothing hides: unseen characters as their code, `[U+202E]`. Who approves must see what is really there. */
export function visibleText(text: string): string {
  return text.replaceAll(UNSEEN, (character, offset: number) =>
    SEEN_CONTROLS.has(character) || isOfEmoji(character, text.slice(Math.max(0, offset - 3), offset), text.slice(offset + 1, offset + 3))
      ? character
      : `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}

/** Whether something is in a text that `visibleText` would show as its code. */
export function hidesCharacters(text: string): boolean {
  return visibleText(text) !== text;
}

/**
 * What joins two emoji to one, or says once how a pictograph or a keycap (1️⃣) is drawn, is no hiding place. A selector after a digit alone would be one:
 * it changes nothing that is seen.
 */
function isOfEmoji(character: string, before: string, after: string): boolean {
  if (character === JOINER) return ENDS_WITH_EMOJI.test(before) && STARTS_WITH_EMOJI.test(after);
  if (!SELECTORS.has(character)) return false;
  return ENDS_WITH_PICTOGRAPH.test(before) || (KEY.test(before) && after.startsWith(KEYCAP));
}
