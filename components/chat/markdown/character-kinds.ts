/** Character codes of micromark: null at the end, negative for line endings. */
export type CharacterCode = number | null;

const matches = (code: CharacterCode, kind: RegExp): boolean =>
  code !== null && code > 0 && kind.test(String.fromCharCode(code));

/** A digit of any script. */
export const isDigit = (code: CharacterCode): boolean => matches(code, /\p{N}/u);

/** Letters, digits, and symbols of units and currencies: the characters of a size, a price or a range. */
export const isWord = (code: CharacterCode): boolean => matches(code, /[\p{L}\p{N}\p{So}\p{Sc}%‰°′″]/u);

/**
 * The characters of scripts that are written with spaces: Latin, Greek, digits, units. Chinese marks emphasis without
 * spaces.
 */
export const isSpacedWord = (code: CharacterCode): boolean =>
  isWord(code) && !matches(code, /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u);

export const isSpace = (code: CharacterCode): boolean => code === null || code < 0 || matches(code, /\s/u);
