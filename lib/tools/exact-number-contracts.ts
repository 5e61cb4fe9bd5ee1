/** Numbers in a text of JSON, and the texts in it, which may hold what looks like one. */
export const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const NUMBER = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/**
 * Whether a number, as it is written, is the same number in JavaScript: 9007199254740993 becomes …992,
 * 0.12345678901234567890 loses its end, 1e400 is none. Of whole numbers those beyond 2^53 are none: whoever gets one
 * cannot know whether it was another one.
 */
export function isExactNumber(written: string): boolean {
  const value = Number(written);
  return Number.isFinite(value) && isExactValue(value) && digitsOf(written) === digitsOf(String(value));
}

/** The same of a number that was read already. */
export function isExactValue(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

/** The first number in a text of JSON that would be changed by reading it; null when there is none. */
export function findInexactNumber(json: string): string | null {
  for (const [token] of json.matchAll(STRING_OR_NUMBER)) {
    if (!token.startsWith('"') && !isExactNumber(token)) return token;
  }
  return null;
}

/** Sign, digits and power of ten, without zeros that say nothing: 1.10 is 1.1, and 1e3 is 1000. */
function digitsOf(written: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = NUMBER.exec(written) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  return `${sign === '-' ? '-' : ''}${kept}e${Number(power) - fraction.length + digits.length - kept.length}`;
}
