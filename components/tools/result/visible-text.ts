/** Characters that are not seen but change what is read: controls and formats (direction, zero width), and fillers. */
const UNSEEN = /[\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0]/gu;
const SEEN_CONTROLS = new Set(['\t', '\n', '\r']);
const JOINER = '\u200d';
const ENDS_WITH_EMOJI = /[\p{Extended_Pictographic}\p{EMod}]\ufe0f?$/u;
const STARTS_WITH_EMOJI = /^\p{Extended_Pictographic}/u;

/** A text in which nothing hides: unseen characters as their code, `[U+202E]`. Who approves must see what is really there. */
export function visibleText(text: string): string {
  return text.replaceAll(UNSEEN, (character, offset: number) => {
    if (SEEN_CONTROLS.has(character)) return character;
    // What joins two emoji to one is no hiding place.
    const before = text.slice(Math.max(0, offset - 3), offset);
    if (character === JOINER && ENDS_WITH_EMOJI.test(before) && STARTS_WITH_EMOJI.test(text.slice(offset + 1, offset + 3))) return character;
    return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}
