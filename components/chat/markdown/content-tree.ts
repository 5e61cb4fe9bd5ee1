/** A rendered answer as a tree, as far as copying needs it: from the page, or from HTML in tests. */
export type ContentNode = string | ContentElement;

export interface ContentElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly ContentNode[];
}

export const hasClass = ({ attributes }: ContentElement, name: string): boolean =>
  (attributes.class ?? '').split(' ').includes(name);

/** All text of a node. */
export function rawText(node: ContentNode): string {
  return typeof node === 'string' ? node : node.children.map(rawText).join('');
}

export function findElement(node: ContentNode, matches: (element: ContentElement) => boolean): ContentElement | null {
  if (typeof node === 'string') return null;
  if (matches(node)) return node;
  for (const child of node.children) {
    const found = findElement(child, matches);
    if (found !== null) return found;
  }
  return null;
}

/** The source of a formula rendered by KaTeX, with its dollar signs; null for any other element. */
export function formulaOf(element: ContentElement): string | null {
  const isBlock = hasClass(element, 'katex-display');
  if (!isBlock && !hasClass(element, 'katex')) return null;
  const source = findElement(
    element,
    ({ tag, attributes }) => tag === 'annotation' && attributes.encoding === 'application/x-tex',
  );
  if (source === null) return null;
  const mark = isBlock ? '$$' : '$';
  return mark + rawText(source).trim() + mark;
}

/** Whether an element belongs to the page and not to the answer: buttons, captions, hosts after links. */
export function isFurniture(element: ContentElement): boolean {
  return (
    ['button', 'figcaption', 'svg', 'style'].includes(element.tag) ||
    ['sr-only', 'md-host', 'md-back'].some((name) => hasClass(element, name))
  );
}
