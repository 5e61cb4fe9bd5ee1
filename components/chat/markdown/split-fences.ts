/** Lines of a text that are either all code, with its fence, or all prose. */
export interface TextPiece {
  readonly text: string;
  readonly isCode: boolean;
}

/** A fence may be in a list item or a quote. */
const FENCE = /^(?<prefix>(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*)(?<run>`{3,}|~{3,})(?<info>.*)$/;

interface Fence {
  readonly prefix: string;
  readonly run: string;
  readonly info: string;
}

function readFence(line: string): Fence | null {
  const { prefix = '', run = '', info = '' } = FENCE.exec(line)?.groups ?? {};
  if (run === '') return null;
  // People write ~~~ as an ornament, followed by words.
  const isFence = run.startsWith('`') ? !info.includes('`') : /^[ \t]*[\w+#.-]*[ \t]*$/.test(info);
  return isFence ? { prefix, run, info: info.trim() } : null;
}

interface Extent {
  /** The index of the closing line; the number of lines when none closes it. */
  readonly end: number;
  /** A fence long enough to contain all fences inside of it. */
  readonly run: string;
}

/**
 * The end of a fence. A line with a language inside of a fence opens a nested fence, which ends first. When the fences
 * are unbalanced, the first line that can close this one does, as in CommonMark: nothing after it becomes code by
 * mistake.
 */
function extentOf(lines: readonly string[], start: number, opening: Fence, isStreaming: boolean): Extent {
  let depth = 1;
  let longest = opening.run.length;
  let first = lines.length;
  for (let index = start + 1; index < lines.length; index++) {
    const inner = readFence(lines[index] ?? '');
    if (inner?.run.startsWith(opening.run) !== true) continue;
    const isClosing = inner.info === '';
    if (isClosing) first = Math.min(first, index);
    depth += isClosing ? -1 : 1;
    if (depth === 0)
      return { end: index, run: first === index ? opening.run : opening.run.charAt(0).repeat(longest + 1) };
    longest = Math.max(longest, inner.run.length);
  }
  return isStreaming && depth > 0 && first < lines.length
    ? { end: lines.length, run: opening.run.charAt(0).repeat(longest + 1) }
    : { end: first, run: opening.run };
}

/**
 * Splits a text into fenced code and prose. Joined with line breaks, the pieces are the text; a fence that contains
 * others is lengthened.
 */
export function splitFences(source: string, isStreaming: boolean): readonly TextPiece[] {
  const lines = source.split('\n');
  const pieces: TextPiece[] = [];
  let prose: string[] = [];
  const endProse = () => {
    if (prose.length > 0) pieces.push({ text: prose.join('\n'), isCode: false });
    prose = [];
  };
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const opening = readFence(line);
    if (opening === null) {
      prose.push(line);
      continue;
    }
    endProse();
    const { end, run } = extentOf(lines, index, opening, isStreaming);
    const code = lines.slice(index, end + 1);
    if (run !== opening.run) {
      code[0] = line.replace(opening.run, run);
      const closing = lines[end];
      if (closing !== undefined) code[code.length - 1] = closing.replace(/[`~]{3,}/, run);
    }
    pieces.push({ text: code.join('\n'), isCode: true });
    index = end;
  }
  endProse();
  return pieces;
}
