/** Matches the numbers in a JSON text, and its strings, which may contain digits. */
export const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const NUMBER = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;

/**
 * Whether a written number keeps its value in JavaScript: 9007199254740993 becomes …992, 0.12345678901234567890 loses
 * its last digits, 1e400 is infinite. Integers beyond 2^53 are not exact: their reader cannot know whether another one
 * was written.
 */
export function isExactNumber(written: string): boolean {
  const value = Number(written);
  return Number.isFinite(value) && isExactValue(value) && digitsOf(written) === digitsOf(String(value));
}

/** The same for a number that was parsed already. */
export function isExactValue(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

/** The first number in a JSON text that parsing would change; null when there is none. */
export function findInexactNumber(json: string): string | null {
  for (const [token] of json.matchAll(STRING_OR_NUMBER)) {
    if (!token.startsWith('"') && !isExactNumber(token)) return token;
  }
  return null;
}

/** Sign, digits and exponent without insignificant zeros: 1.10 is 1.1, and 1e3 is 1000. */
function digitsOf(written: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = NUMBER.exec(written) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  return `${sign === '-' ? '-' : ''}${kept}e${Number(power) - fraction.length + digits.length - kept.length}`;
}
