import { isBegunFormula, isFormula, type FormulaMark } from '@/components/chat/markdown/is-formula';
import { shield } from '@/components/chat/markdown/shield';

/**
 * Patterns in prose, in order of precedence; the first match hides its content from the others: inline code, $$…$$,
 * \[…\], \(…\), an escaped character, $…$, half a mark at the very end.
 */
const PIECES =
  /(?<ticks>`+)(?!`)(?:(?!\n\n)[^`]|(?!\k<ticks>(?!`))`+)*?\k<ticks>(?!`)|(?<!\$)\$\$(?!\$)(?<dollars>(?:(?!\n\n)[^$])*?)(?:\$\$(?!\$)|(?<openDollars>$(?![\s\S])))|\\\[(?<square>(?:(?!\n\n|\\\[)[\s\S])*?)(?:\\\]|(?<openSquare>$(?![\s\S])))|\\\((?<round>(?:(?!\n\n|\\\()[\s\S])*?)(?:\\\)|(?<openRound>$(?![\s\S])))|\\[^\n]|(?<!\$)\$(?!\$)(?<single>[^$\n]{1,200}?)(?<!\\)\$(?!\$)|(?<half>(?:\\|\${1,2})$(?![\s\S]))/gm;

/** An unfinished formula longer than this is more likely none. */
const LONGEST_OMITTED = 2_000;

export interface PreparedText {
  readonly text: string;
  readonly hasMath: boolean;
}

/** The position of a part of the text. */
interface Span {
  readonly whole: string;
  readonly start: number;
  readonly end: number;
}

const indentOf = ({ whole, start }: Span): string => whole.slice(whole.lastIndexOf('\n', start - 1) + 1, start);

/** The formula has its lines for itself. */
const isAlone = (span: Span): boolean =>
  /^[ \t]*$/.test(indentOf(span)) && /^[ \t]*(?:\n|$)/.test(span.whole.slice(span.end, span.end + 80));

/** A formula with its own lines becomes a block; any other stays inline. */
function writeMath(span: Span, formula: string, inTable: boolean): string {
  const body = formula.trim();
  if (!isAlone(span)) return `$$${shieldPipes(body.replaceAll('\n', ' '), inTable)}$$`;
  const indent = indentOf(span);
  const lines = body.split('\n').map((line) => `${indent}${line.trim()}`);
  return `$$\n${lines.join('\n')}\n${indent}$$`;
}

/** Table rows are split at pipes before anything else is parsed: pipes in formulas and code have to be hidden. */
function shieldPipes(text: string, inTable: boolean): string {
  return inTable ? text.replaceAll(/(?<!\\)\|/g, shield) : text;
}

function readMark(matched: string): FormulaMark {
  return matched.startsWith('$$') ? '$$' : matched.startsWith('$') ? '$' : matched.startsWith('\\[') ? '\\[' : '\\(';
}

/**
 * Rewrites all notations of formulas as `$$…$$`, the only one that is rendered, and hides other dollar signs. The text
 * is prose without fenced code. While the answer is being written, a clearly begun formula is left out until it is
 * complete, so that it does not flicker.
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
    // Of a pair that is not a formula only the first mark is consumed: the second may begin one.
    const isRefused = groups.single !== undefined && written === shieldDollars(match[0]);
    done = isRefused ? span.start + 1 : span.end;
    if (isRefused) text = text.slice(0, text.length - written.length + 1);
    PIECES.lastIndex = Math.max(done, match.index + 1);
  }
  return { text: text + shieldDollars(source.slice(done)), hasMath };
}

/** Two dollar signs would begin a formula wherever formulas are rendered. */
const shieldDollars = (text: string): string => text.replaceAll(/\${2,}/g, shield);
