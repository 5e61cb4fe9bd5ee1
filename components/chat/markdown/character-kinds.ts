/** Character codes as micromark gives them: null at the end, negative for line ends. */
export type CharacterCode = number | null;

const matches = (code: CharacterCode, kind: RegExp): boolean =>
  code !== null && code > 0 && kind.test(String.fromCharCode(code));

/** A digit of any script. */
export const isDigit = (code: CharacterCode): boolean => matches(code, /\p{N}/u);

/** Letters, digits and the signs of units and currencies: what a size, a price or a range is written with. */
export const isWord = (code: CharacterCode): boolean => matches(code, /[\p{L}\p{N}\p{So}\p{Sc}%‰°′″]/u);

/**
 * Of words, those written with spaces between them: Latin, Greek, digits, units. Chinese marks emphasis without spaces.
 */
export const isSpacedWord = (code: CharacterCode): boolean =>
  isWord(code) && !matches(code, /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u);

export const isSpace = (code: CharacterCode): boolean => code === null || code < 0 || matches(code, /\s/u);
