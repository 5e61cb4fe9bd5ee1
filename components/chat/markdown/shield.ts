/** Marks that can be replaced, in the order of their replacements: noncharacters, which no valid text contains. */
const MARKS = '|\\>$~`';
const FIRST = 0xfdd0;
const STAND_INS = new RegExp(`[${String.fromCharCode(FIRST)}-${String.fromCharCode(FIRST + MARKS.length - 1)}]`, 'g');

/** Replaces the marks of a text by characters without a meaning in Markdown. `unshield` restores them after parsing. */
export function shield(text: string): string {
  let shielded = '';
  for (const character of text) {
    const index = MARKS.indexOf(character);
    shielded += index === -1 ? character : String.fromCharCode(FIRST + index);
  }
  return shielded;
}

export function unshield(text: string): string {
  return text.replace(STAND_INS, (standIn) => MARKS.charAt(standIn.charCodeAt(0) - FIRST));
}
