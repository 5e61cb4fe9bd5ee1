import {
  formulaOf,
  hasClass,
  isFurniture,
  rawText,
  type ContentElement,
  type ContentNode,
} from '@/components/chat/markdown/content-tree';

/** A paragraph, a row, an item. Tight ones follow each other without an empty line. */
interface Block {
  readonly text: string;
  readonly isTight: boolean;
}

const BLOCKS = new Set([
  'p',
  'div',
  'section',
  'figure',
  'table',
  'thead',
  'tbody',
  'tr',
  'ul',
  'ol',
  'li',
  'pre',
  'blockquote',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
]);

function isBlock(node: ContentNode): node is ContentElement {
  return typeof node !== 'string' && BLOCKS.has(node.tag);
}

function joinBlocks(blocks: readonly Block[]): string {
  let text = '';
  let before: Block | null = null;
  for (const block of blocks.filter((one) => one.text !== '')) {
    if (before !== null) text += before.isTight && block.isTight ? '\n' : '\n\n';
    text += block.text;
    before = block;
  }
  return text;
}

/** The text of an inline node. */
function inlineText(node: ContentNode, keepsLines: boolean): string {
  if (typeof node === 'string') return keepsLines ? node : node.replaceAll(/[ \t\n]+/g, ' ');
  if (isFurniture(node)) return '';
  const formula = formulaOf(node);
  if (formula !== null) return formula;
  if (node.tag === 'br') return '\n';
  if (hasClass(node, 'md-tick')) return hasClass(node, 'md-tick-done') ? '☑' : '☐';
  const text = node.children.map((child) => inlineText(child, keepsLines)).join('');
  if (node.tag === 'sup') return `[${text.trim()}]`;
  const { href } = node.attributes;
  if (node.tag !== 'a' || href === undefined || href.startsWith('#')) return text;
  const shown = text.trim();
  const address = href.replace(/^(?:mailto|tel):/, '');
  const isShown = [
    address,
    address.replace(/\/$/, ''),
    address.replace(/^https?:\/\//, '').replace(/\/$/, ''),
  ].includes(shown);
  return isShown ? text : `${text} (${address})`;
}

function lineText(nodes: readonly ContentNode[], keepsLines: boolean): string {
  return nodes
    .map((node) => inlineText(node, keepsLines))
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

const indented = (text: string): string => text.replaceAll(/\n(?=[^\n])/g, '\n  ');

function listBlocks(list: ContentElement): readonly Block[] {
  let number = Number(list.attributes.start ?? 1);
  return list.children.flatMap((item) => {
    if (typeof item === 'string') return [];
    if (item.attributes.value !== undefined) number = Number(item.attributes.value);
    const hasTick = hasClass(item, 'task-list-item');
    const sign = list.tag === 'ol' ? `${number}. ` : hasTick ? '' : '• ';
    number += 1;
    const inner = blocksOf(item.children, false).map((block) => ({ ...block, isTight: true }));
    return [{ text: `${sign}${indented(joinBlocks(inner))}`, isTight: true }];
  });
}

function elementBlocks(element: ContentElement): readonly Block[] {
  if (isFurniture(element)) return [];
  const { 'data-source': source } = element.attributes;
  if (source !== undefined) return [{ text: source, isTight: false }];
  switch (element.tag) {
    case 'pre':
      return [{ text: rawText(element).replace(/\n$/, ''), isTight: false }];
    case 'tr':
      return [
        {
          text: element.children
            .flatMap((cell) => (typeof cell === 'string' ? [] : [lineText([cell], false).replaceAll(/\s+/g, ' ')]))
            .join('\t'),
          isTight: true,
        },
      ];
    case 'ul':
    case 'ol':
      return [{ text: joinBlocks(listBlocks(element)), isTight: false }];
    case 'li':
      return [
        {
          text: indented(joinBlocks(blocksOf(element.children, false).map((block) => ({ ...block, isTight: true })))),
          isTight: true,
        },
      ];
    case 'table':
      return [{ text: joinBlocks(blocksOf(element.children, false)), isTight: false }];
    default:
      return blocksOf(element.children, hasClass(element, 'whitespace-pre-wrap'));
  }
}

/** The blocks of nodes; inline content between them becomes paragraphs. */
function blocksOf(nodes: readonly ContentNode[], keepsLines: boolean): readonly Block[] {
  const blocks: Block[] = [];
  let line: ContentNode[] = [];
  const endLine = () => {
    blocks.push({ text: lineText(line, keepsLines), isTight: false });
    line = [];
  };
  for (const node of nodes) {
    const display = typeof node !== 'string' && hasClass(node, 'katex-display');
    if (isBlock(node)) {
      endLine();
      blocks.push(...elementBlocks(node));
    } else if (display) {
      endLine();
      line.push(node);
      endLine();
    } else line.push(node);
  }
  endLine();
  return blocks;
}

/**
 * A rendered answer as plain text: without marks, tables with tabs, lists with numbers, formulas and diagrams as their
 * source.
 */
export function plainContent(nodes: readonly ContentNode[]): string {
  return joinBlocks(blocksOf(nodes, false));
}
