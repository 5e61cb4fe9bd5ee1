import type {
  Definition,
  FootnoteDefinition,
  Link,
  List,
  Nodes,
  Parents,
  PhrasingContent,
  Root,
  RootContent,
  Table,
} from 'mdast';
import type { Extension as FromMarkdownExtension } from 'mdast-util-from-markdown';
import type {} from 'remark-parse';
import type { Processor } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { addressLength } from '@/components/chat/markdown/address-length';
import { CLEAR_MARKS } from '@/components/chat/markdown/clear-marks';
import { unshield } from '@/components/chat/markdown/shield';

/** Possible targets of links; other text between brackets is more likely text: `f[i](x)`, `见[附录](第三页)`. */
const TARGET = /^(?:https?:|mailto:|tel:|www\.|streamdown:incomplete-|\/|#|\?|\.{1,2}\/)/i;

const textNode = (value: string): PhrasingContent => ({ type: 'text', value });

/** The source of a node, or of the part before or after its children. */
function sourceOf(source: string, from: number | undefined, to: number | undefined): PhrasingContent[] {
  const text = unshield(source.slice(from ?? 0, to ?? 0));
  return text === '' ? [] : [textNode(text)];
}

/** A link without a target, as it was written. */
function linkAsText(link: Link, source: string): PhrasingContent[] {
  const { start, end } = link.position ?? {};
  const first = link.children[0]?.position?.start.offset ?? end?.offset;
  const last = link.children.at(-1)?.position?.end.offset ?? end?.offset;
  return [...sourceOf(source, start?.offset, first), ...link.children, ...sourceOf(source, last, end?.offset)];
}

/** Turns addresses in a text into links. */
function linkAddresses(value: string): PhrasingContent[] | null {
  const parts: PhrasingContent[] = [];
  let done = 0;
  for (const { index } of value.matchAll(/(?<![A-Za-z\d])(?:https?:\/\/|www\.)/gi)) {
    const length = index < done ? 0 : addressLength(value, index);
    if (length === 0) continue;
    const address = value.slice(index, index + length);
    if (index > done) parts.push(textNode(value.slice(done, index)));
    parts.push({
      type: 'link',
      url: /^www\./i.test(address) ? `http://${address}` : address,
      children: [{ type: 'text', value: address }],
    });
    done = index + length;
  }
  if (done === 0) return null;
  if (done < value.length) parts.push(textNode(value.slice(done)));
  return parts;
}

/** Keeps cells beyond the header of a table: the header gets as many columns as the longest row. */
function widen(table: Table): void {
  const columns = Math.max(...table.children.map((row) => row.children.length));
  const align = table.align ?? [];
  table.align = [...align, ...Array.from({ length: Math.max(0, columns - align.length) }, () => null)];
}

/** Keeps the numbers of a list as written, unless all are equal, which means "number them". */
function keepNumbers(list: List, source: string): void {
  if (list.ordered !== true) return;
  const numbers = list.children.map((item) =>
    Number.parseInt(
      source.slice(item.position?.start.offset ?? 0, (item.position?.start.offset ?? 0) + 10).trimStart(),
      10,
    ),
  );
  if (numbers.some(Number.isNaN) || numbers.every((number) => number === numbers[0])) return;
  for (const [index, item] of list.children.entries()) {
    const number = numbers[index];
    if (index > 0 && number !== undefined && number !== (numbers[index - 1] ?? 0) + 1)
      item.data = { ...item.data, hProperties: { value: String(number) } };
  }
}

/** Shows an unused definition as text: it may not be one (`[注意]: 请先备份`). */
function definitionAsText(node: Definition | FootnoteDefinition, source: string): RootContent[] {
  const { start, end } = node.position ?? {};
  if (node.type === 'definition')
    return [{ type: 'paragraph', children: sourceOf(source, start?.offset, end?.offset) }];
  const first = node.children[0];
  const mark = sourceOf(source, start?.offset, first?.position?.start.offset ?? end?.offset);
  if (first?.type !== 'paragraph') return [{ type: 'paragraph', children: mark }, ...node.children];
  return [{ ...first, children: [...mark, ...first.children] }, ...node.children.slice(1)];
}

interface Used {
  readonly links: ReadonlySet<string>;
  readonly notes: ReadonlySet<string>;
}

function findUsed(tree: Root): Used {
  const links = new Set<string>();
  const notes = new Set<string>();
  visit(tree, (node) => {
    if (node.type === 'linkReference' || node.type === 'imageReference') links.add(node.identifier);
    if (node.type === 'footnoteReference') notes.add(node.identifier);
  });
  return { links, notes };
}

/** The replacement of a node; null when it stays. */
function replacementOf(node: Nodes, parent: Parents, used: Used, source: string): readonly RootContent[] | null {
  switch (node.type) {
    case 'html':
      return /^<br\s*\/?>$/i.test(node.value) ? [{ type: 'break' }] : [{ type: 'text', value: node.value }];
    case 'link':
      return TARGET.test(node.url) ? null : linkAsText(node, source);
    case 'definition':
      return TARGET.test(node.url) && used.links.has(node.identifier) ? null : definitionAsText(node, source);
    case 'footnoteDefinition':
      return used.notes.has(node.identifier) ? null : definitionAsText(node, source);
    case 'text':
      return parent.type === 'link' || parent.type === 'linkReference' ? null : linkAddresses(node.value);
    default:
      return null;
  }
}

function unshieldNode(node: Nodes): void {
  if ('value' in node) node.value = unshield(node.value);
  if ('url' in node) node.url = unshield(node.url);
  if ('alt' in node && typeof node.alt === 'string') node.alt = unshield(node.alt);
  if ('title' in node && typeof node.title === 'string') node.title = unshield(node.title);
  for (const child of node.data?.hChildren ?? [])
    visit(child, 'text', (text) => void (text.value = unshield(text.value)));
}

/**
 * Parses Markdown as people and models mean it: only clear marks count, and content that Markdown would drop is shown:
 * unused definitions, cells beyond the header of a table, the numbers of a list, invalid targets.
 */
export function remarkClear(this: Processor): (tree: Root, file: { toString(): string }) => void {
  const data = this.data();
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), CLEAR_MARKS];
  // GFM searches the tree for addresses again, and includes Chinese punctuation in their hosts.
  data.fromMarkdownExtensions = (data.fromMarkdownExtensions ?? [])
    .flat()
    .map((extension): FromMarkdownExtension => ({ ...extension, transforms: [] }));
  return (tree, file) => {
    const source = file.toString();
    const used = findUsed(tree);
    visit(tree, (node, index, parent) => {
      unshieldNode(node);
      if (node.type === 'table') widen(node);
      if (node.type === 'list') keepNumbers(node, source);
      if (node.type === 'code' && typeof node.meta === 'string')
        node.data = { ...node.data, hProperties: { metastring: unshield(node.meta) } };
      if (parent === undefined || index === undefined) return undefined;
      const replacement = replacementOf(node, parent, used, source);
      if (replacement === null) return undefined;
      for (const inner of replacement) visit(inner, unshieldNode);
      const siblings: RootContent[] = parent.children;
      siblings.splice(index, 1, ...replacement);
      return [SKIP, index + replacement.length];
    });
  };
}
