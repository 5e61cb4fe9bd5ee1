/** The end of a text that may become a mark when more arrives; names are not waited for. */
const BEGUN = /[[【［]\s?(?:\d{0,3}\s?[:：]?\s?)?(?:[ps§第][\d\sps.,，、;；\-–—~～至页段节]{0,40})?$/u;

/** While an answer is written: the text without a mark that has only begun at its end. */
export function holdBegunMark(text: string): string {
  return text.replace(BEGUN, '');
}
