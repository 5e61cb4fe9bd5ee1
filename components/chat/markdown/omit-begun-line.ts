/**
 * A last line that consists only of marks, or of a number after other lines: the beginning of a list item, heading,
 * quote, rule or table, or the end of a fence.
 */
const BEGUN_LINE = /(?:^|\n)[ \t>]*(?:[-*+#=~`|]{1,200}|(?<=\n[ \t>]*)\d{1,9}[.)]?)?[ \t]*$/;
/** Marks that are complete: an opening fence. */
const OPENED_FENCE = /[`~]{3}[ \t]*$/;

/**
 * Removes a last line whose kind is not known yet. It would be shown as a paragraph (or code) until its next character,
 * then disappear, and everything below it would jump.
 */
export function omitBegunLine(text: string): string {
  const begun = BEGUN_LINE.exec(text);
  return begun === null || OPENED_FENCE.test(begun[0]) ? text : text.slice(0, begun.index);
}
