import { isBegunFormula, isFormula, type FormulaMark } from '@/components/chat/markdown/is-formula';
import { shield } from '@/components/chat/markdown/shield';

/**
 * What is looked for in prose, in this order; whatever matches first shields what is inside of it:
 * inline code, $$…$$, \[…\], \(…\), an escaped character, $…$, half a mark at the very end.
 */
const PIECES =
  /(?<ticks>`+)(?!`)(?:(?!\n\n)[^`]|(?!\k<ticks>(?!`))`+)*?\k<ticks>(?!`)|(?<!\$)\$\$(?!\$)(?<dollars>(?:(?!\n\n)[^$])*?)(?:\$\$(?!\$)|(?<openDollars>$(?![\s\S])))|\\\[(?<square>(?:(?!\n\n|\\\[)[\s\S])*?)(?:\\\]|(?<openSquare>$(?![\s\S])))|\\\((?<round>(?:(?!\n\n|\\\()[\s\S])*?)(?:\\\)|(?<openRound>$(?![\s\S])))|\\[^\n]|(?<!\$)\$(?!\$)(?<single>[^$\n]{1,200}?)(?<!\\)\$(?!\$)|(?<half>(?:\\|\${1,2})$(?![\s\S]))/gm;

/** An unfinished formula longer than this is more likely none. */
const LONGEST_OMITTED = 2_000;

export interface PreparedText {
  readonly text: string;
  readonly hasMath: boolean;
}

/** Where a piece of the text stands. */
interface Span {
  readonly whole: string;
  readonly start: number;
  readonly end: number;
}

const indentOf = ({ whole, start }: Span): string => whole.slice(whole.lastIndexOf('\n', start - 1) + 1, start);

/** Nothing else stands on its lines. */
const isAlone = (span: Span): boolean =>
  /^[ \t]*$/.test(indentOf(span)) && /^[ \t]*(?:\n|$)/.test(span.whole.slice(span.end, span.end + 80));

/** A formula of its own lines becomes a block; anything else stays in its line. */
function writeMath(span: Span, formula: string, inTable: boolean): string {
  const body = formula.trim();
  if (!isAlone(span)) return `$$${shieldPipes(body.replaceAll('\n', ' '), inTable)}$$`;
  const indent = indentOf(span);
  const lines = body.split('\n').map((line) => `${indent}${line.trim()}`);
  return `$$\n${lines.join('\n')}\n${indent}$$`;
}

/**
 * A row of a table is cut at its pipes before anything else is read: those of a formula or of code must not be seen.
 */
function shieldPipes(text: string, inTable: boolean): string {
  return inTable ? text.replaceAll(/(?<!\\)\|/g, shield) : text;
}

function readMark(matched: string): FormulaMark {
  return matched.startsWith('$$') ? '$$' : matched.startsWith('$') ? '$' : matched.startsWith('\\[') ? '\\[' : '\\(';
}

/**
 * Writes every way of marking formulas as `$$…$$`, the one that is rendered, and shields dollars that mark none. The
 * text is prose: fenced code is not looked at. While it is still being written, a formula that has clearly begun is
 * held back until it is whole, so that no half of it flickers.
 */
export function prepareMath(source: string, isStreaming: boolean, inTable = false): PreparedText {
  if (!/[$\\`]/.test(source)) return { text: source, hasMath: false };
  let hasMath = false;
  const write = (matched: string, span: Span, groups: Readonly<Record<string, string | undefined>>): string => {
    if (groups.ticks !== undefined) return shieldPipes(matched, inTable);
    if (groups.half !== undefined) return isStreaming ? '' : shieldDollars(matched);
    const formula = groups.dollars ?? groups.square ?? groups.round ?? groups.single;
    if (formula === undefined) return matched;
    const before = source.slice(Math.max(0, span.start - 1), span.start);
    if ([groups.openDollars, groups.openSquare, groups.openRound].some((mark) => mark !== undefined)) {
      return isStreaming && matched.length <= LONGEST_OMITTED && isBegunFormula(formula, before)
        ? ''
        : shieldDollars(matched);
    }
    const place = {
      mark: readMark(matched),
      before,
      after: source.slice(span.end, span.end + 1),
      isAlone: isAlone(span),
    };
    if (!isFormula(formula, place)) return shieldDollars(matched);
    hasMath = true;
    return writeMath(span, formula, inTable);
  };
  let text = '';
  let done = 0;
  PIECES.lastIndex = 0;
  for (let match = PIECES.exec(source); match !== null; match = PIECES.exec(source)) {
    const groups = match.groups ?? {};
    const span = { whole: source, start: match.index, end: match.index + match[0].length };
    const written = write(match[0], span, groups);
    text += shieldDollars(source.slice(done, span.start)) + written;
    // Of a pair that is no formula only the first mark is done with: the second may begin one.
    const isRefused = groups.single !== undefined && written === shieldDollars(match[0]);
    done = isRefused ? span.start + 1 : span.end;
    if (isRefused) text = text.slice(0, text.length - written.length + 1);
    PIECES.lastIndex = Math.max(done, match.index + 1);
  }
  return { text: text + shieldDollars(source.slice(done)), hasMath };
}

/** Two dollars would begin a formula wherever one is rendered in the same text. */
const shieldDollars = (text: string): string => text.replaceAll(/\${2,}/g, shield);
