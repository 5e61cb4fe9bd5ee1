/**
 * What is looked for in an answer, in this order; whatever matches first shields what is inside of it:
 * fenced code, inline code, $$…$$, \[…\], \(…\), an escaped character, $…$, half a mark at the very end.
 */
const PIECES =
  /^(?<indent> {0,3})(?<fence>`{3,}|~{3,})[^\n]*(?:\n(?!(?: {0,3})\k<fence>)[^\n]*)*(?:\n {0,3}\k<fence>[`~]*)?|(?<ticks>`+)(?!`)(?:(?!\n\n)[\s\S])*?(?<!`)\k<ticks>(?!`)|\$\$(?<dollars>[\s\S]*?)(?:\$\$|(?<openDollars>$(?![\s\S])))|\\\[(?<square>[\s\S]*?)(?:\\\]|(?<openSquare>$(?![\s\S])))|\\\((?<round>(?:(?!\n\n)[\s\S])*?)(?:\\\)|(?<openRound>$(?![\s\S])))|\\[^\n]|(?<![\w$])\$(?<single>[^\s$](?:[^$\n]{0,200}[^\s$\\])?)\$(?![\w$])|(?<half>[\\$]$(?![\s\S]))/gm;

/** An unfinished formula longer than this is more likely none. */
const LONGEST_HELD = 2_000;
const CHINESE = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;

export interface PreparedText {
  readonly text: string;
  readonly hasMath: boolean;
}

/** A formula of its own line becomes a block; anything else stays in its line. */
function writeMath(whole: string, at: number, length: number, formula: string): string {
  const lineStart = whole.lastIndexOf('\n', at - 1) + 1;
  const indent = whole.slice(lineStart, at);
  const rest = whole.slice(at + length, at + length + 1);
  const body = formula.trim();
  if (indent.trim() !== '' || (rest !== '' && rest !== '\n')) return `$$${body.replaceAll('\n', ' ')}$$`;
  const lines = body.split('\n').map((line) => `${indent}${line.trim()}`);
  return `$$\n${lines.join('\n')}\n${indent}$$`;
}

/** What single dollars enclose may be money: "$5，还剩$" is no formula. */
function isFormula(groups: Readonly<Record<string, string | undefined>>, formula: string): boolean {
  if (formula.trim() === '') return false;
  return groups.single === undefined || formula.includes('\\') || !CHINESE.test(formula);
}

/**
 * Writes every way of marking formulas as `$$…$$`, the one that is rendered, and leaves code alone. While the text is still being
 * written, a formula that has begun is held back until it is whole, so that no half of it flickers.
 */
export function prepareMath(source: string, isStreaming: boolean): PreparedText {
  if (!/[$\\]/.test(source)) return { text: source, hasMath: false };
  let hasMath = false;
  let text = '';
  let done = 0;
  for (const match of source.matchAll(PIECES)) {
    const groups = match.groups ?? {};
    const formula = groups.dollars ?? groups.square ?? groups.round ?? groups.single;
    const isUnfinished = [groups.half, groups.openDollars, groups.openSquare, groups.openRound].some((mark) => mark !== undefined);
    const isHeld = isUnfinished && isStreaming && match[0].length <= LONGEST_HELD;
    const isWhole = !isUnfinished && formula !== undefined && isFormula(groups, formula);
    hasMath ||= isWhole;
    text += source.slice(done, match.index) + (isHeld ? '' : isWhole ? writeMath(source, match.index, match[0].length, formula) : match[0]);
    done = match.index + match[0].length;
  }
  return { text: text + source.slice(done), hasMath };
}
