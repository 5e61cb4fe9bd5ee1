import { completeMarks } from '@/components/chat/markdown/complete-marks';
import { prepareMath, type PreparedText } from '@/components/chat/markdown/prepare-math';
import { shield } from '@/components/chat/markdown/shield';
import { splitFences } from '@/components/chat/markdown/split-fences';

/** The delimiter row below the header of a table. */
const DELIMITER_ROW =
  /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$|^[ \t>]*\|[ \t]*:?-+:?[ \t]*\|[ \t]*$/m;
/** A comparison at the beginning of a line or a list item is not a quote. */
const COMPARISON =
  /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?>(?=[=\d])|^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+>(?=[ \t]*[\d¥￥$=])/gm;
/** A line of tildes or backticks that is not one of the fences found before. */
const FALSE_FENCE = /^[ \t]*(?:[-*+>][ \t]+)*~{3,}/gm;
const WINDOWS_PATH = /(?<![A-Za-z\d])[A-Za-z]:\\[^\s`*|<>"“”，。；、（）]*/g;
/** `\\server\share`; in a formula, which looks alike, only an escaped mark is touched. */
const SHARE_PATH = /(?<![\\A-Za-z\d])\\\\[\p{L}\d][\p{L}\d.-]*\\(?!\\)[^\s`*|<>"“”，。；、（）]*/gu;
const ESCAPED_MARK = /\\(?=[_#+.!-])/g;

/**
 * Prepares an answer for its renderer: formulas in one notation, nested fences, and characters hidden that only look
 * like marks.
 */
export function prepareText(source: string, isStreaming: boolean): PreparedText {
  const pieces = splitFences(source, isStreaming);
  let hasMath = false;
  const texts = pieces.map(({ text, isCode }, index) => {
    if (isCode) return text;
    const isLast = index === pieces.length - 1;
    const clear = text
      .replace(FALSE_FENCE, shield)
      .replace(COMPARISON, (marks) => marks.slice(0, -1) + shield('>'))
      .replace(WINDOWS_PATH, shield)
      .replace(SHARE_PATH, (path) => path.replaceAll(ESCAPED_MARK, shield));
    const prepared = prepareMath(clear, isStreaming && isLast, DELIMITER_ROW.test(text));
    hasMath ||= prepared.hasMath;
    return isStreaming && isLast ? completeMarks(prepared.text) : prepared.text;
  });
  return { text: texts.join('\n'), hasMath };
}
