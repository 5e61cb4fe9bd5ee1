/**
 * A last line of marks alone, or of a number behind other lines: the beginning of a list item, heading, quote, rule,
 * table, or the end of a fence.
 */
const BEGUN_LINE = /(?:^|\n)[ \t>]*(?:[-*+#=~`|]{1,200}|(?<=\n[ \t>]*)\d{1,9}[.)]?)?[ \t]*$/;
/** Marks that are complete as they stand: what opens a fence. */
const OPENED_FENCE = /[`~]{3}[ \t]*$/;

/**
 * The text without a last line whose kind is not known yet. Shown as the paragraph (or code) it would be until its next
 * character, it would be taken away again, and everything below it would jump.
 */
export function omitBegunLine(text: string): string {
  const begun = BEGUN_LINE.exec(text);
  return begun === null || OPENED_FENCE.test(begun[0]) ? text : text.slice(0, begun.index);
}
