import type { Element, ElementContent, Root, RootContent, Text } from 'hast';
import { SKIP, visit } from 'unist-util-visit';
import { textOf } from '@/components/chat/markdown/text-of';
import { figureKey, figuresIn, labelUnit } from '@/components/chat/calls/find-figures';

/** The mark of a figure in the answer, and the call it comes from. */
export interface FigureMark {
  /** The result of `figureKey`. */
  readonly key: string;
  readonly href: string;
  readonly title: string;
}

export interface MarkFiguresOptions {
  readonly marks: readonly FigureMark[];
}

/** Code, formulas and links are not statements of the answer. */
const SKIPPED = new Set(['code', 'pre', 'a', 'math', 'svg']);
const INLINE = new Set(['strong', 'em', 'del', 'sub', 'sup', 'span']);

/** Text that is read as one line: a paragraph, a list item, a table cell. */
interface Line {
  text: string;
  readonly pieces: { readonly node: Text; readonly start: number }[];
}

/**
 * Marks figures of an answer that occur in results. Works on the rendered tree, so that figures are found as they are
 * displayed.
 */
export function markFigures({ marks }: MarkFiguresOptions): (tree: Root) => void {
  const byKey = new Map(marks.map((mark) => [mark.key, mark]));
  return (tree) => {
    const marked = new Map<Text, ElementContent[]>();
    for (const { line, unit } of linesOf(tree)) markLine(line, unit, byKey, marked);
    visit(tree, 'text', (node, index, parent) => {
      const parts = marked.get(node);
      if (parts === undefined || parent === undefined || index === undefined) return undefined;
      const siblings: RootContent[] = parent.children;
      siblings.splice(index, 1, ...parts);
      return [SKIP, index + parts.length];
    });
  };
}

interface UnitLine {
  readonly line: Line;
  readonly unit: string | null;
}

function linesOf(tree: Root): UnitLine[] {
  const lines: UnitLine[] = [];
  const walk = (parent: Root | Element, line: Line, heads: readonly (string | null)[]): void => {
    for (const node of parent.children) {
      if (node.type === 'text') {
        line.pieces.push({ node, start: line.text.length });
        line.text += node.value;
      } else if (node.type === 'element') {
        if (SKIPPED.has(node.tagName) || String(node.properties.className).includes('katex')) line.text += ' ';
        else if (INLINE.has(node.tagName)) walk(node, line, heads);
        else startLine(node, node.tagName === 'table' ? unitsOfHead(node) : heads);
      }
    }
  };
  const startLine = (node: Root | Element, heads: readonly (string | null)[]): void => {
    const cells =
      node.type === 'element' && node.tagName === 'tr' ? node.children.filter((cell) => cell.type === 'element') : null;
    if (cells === null) {
      begin(node, null, heads);
      return;
    }
    cells.forEach((cell, column) => begin(cell, heads[column] ?? null, heads));
  };
  const begin = (node: Root | Element, unit: string | null, heads: readonly (string | null)[]): void => {
    const line: Line = { text: '', pieces: [] };
    lines.push({ line, unit });
    walk(node, line, heads);
  };
  startLine(tree, []);
  return lines;
}

function unitsOfHead(table: Element): (string | null)[] {
  const units: (string | null)[] = [];
  visit(table, 'element', (node) => {
    if (node.tagName === 'th') units.push(labelUnit(textOf(node)));
  });
  return units;
}

function markLine(
  { text, pieces }: Line,
  unit: string | null,
  byKey: ReadonlyMap<string, FigureMark>,
  marked: Map<Text, ElementContent[]>,
): void {
  const found = [...figuresIn(text, unit)].flatMap((figure) => {
    const mark = byKey.get(figureKey(figure) ?? '');
    return mark === undefined ? [] : [{ ...figure, mark }];
  });
  for (const { node, start } of pieces) {
    const parts: ElementContent[] = [];
    let done = 0;
    for (const figure of found) {
      const [from, to] = [figure.start - start, Math.min(figure.end - start, node.value.length)];
      if (from < done || from >= node.value.length) continue;
      if (from > done) parts.push({ type: 'text', value: node.value.slice(done, from) });
      const { href, title } = figure.mark;
      parts.push({
        type: 'element',
        tagName: 'mark',
        properties: { href, title },
        children: [{ type: 'text', value: node.value.slice(from, to) }],
      });
      done = to;
    }
    if (parts.length === 0) continue;
    if (done < node.value.length) parts.push({ type: 'text', value: node.value.slice(done) });
    marked.set(node, parts);
  }
}
