/** What our own marks and tags look like. */
const MARK_LIKE = /\[(?=\s*\d{0,3}\s*:?\s*[ps§]\s?\d)|<(?=\s*\/?\s*(?:file|hidden)\b)/giu;

/**
 * Text of a document in which nothing looks like a mark or a tag of the prompt: their first character becomes its
 * full-width form, which reads the same and is equal to it after NFKC.
 */
export function neutraliseMarks(text: string): string {
  return text.replace(MARK_LIKE, (character) => (character === '[' ? '［' : '＜'));
}
