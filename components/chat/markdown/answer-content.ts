import type { ContentNode } from '@/components/chat/markdown/content-tree';
import { htmlContent } from '@/components/chat/markdown/html-content';
import { plainContent } from '@/components/chat/markdown/plain-content';
import type { CopiedContent } from '@/components/ui/copied-content';

function readNodes(parent: Node): readonly ContentNode[] {
  return Array.from(parent.childNodes).flatMap((node): ContentNode[] => {
    if (node instanceof Element) {
      const attributes = Object.fromEntries(Array.from(node.attributes, ({ name, value }) => [name, value]));
      return [{ tag: node.tagName.toLowerCase(), attributes, children: readNodes(node) }];
    }
    return node.nodeType === Node.TEXT_NODE ? [node.textContent ?? ''] : [];
  });
}

/** The content of elements of the page, for copying. */
export function answerContent(elements: readonly Node[]): CopiedContent {
  const nodes: readonly ContentNode[] = elements.map((element) => ({
    tag: 'div',
    attributes: {},
    children: readNodes(element),
  }));
  return { text: plainContent(nodes), html: htmlContent(nodes) };
}

const elementAt = (node: Node): Element | null => (node instanceof Element ? node : node.parentElement);

/**
 * Copies the selected part of an answer: formulas once and as their source, tables with tabs, without labels of the
 * page. Selections inside of code or outside of answers are left to the browser.
 */
export function copySelection(event: ClipboardEvent): void {
  const selection = document.getSelection();
  if (
    event.clipboardData === null ||
    event.defaultPrevented ||
    selection === null ||
    selection.isCollapsed ||
    selection.rangeCount === 0
  )
    return;
  const range = selection.getRangeAt(0).cloneRange();
  if (elementAt(range.commonAncestorContainer)?.closest('pre, textarea, input') !== null) return;
  if (!Array.from(document.querySelectorAll('.md')).some((answer) => range.intersectsNode(answer))) return;
  // A part of a formula has no source.
  const first = elementAt(range.startContainer)?.closest('.katex-display, .katex');
  const last = elementAt(range.endContainer)?.closest('.katex-display, .katex');
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  const { text, html = '' } = answerContent([range.cloneContents()]);
  event.clipboardData.setData('text/plain', text);
  event.clipboardData.setData('text/html', html);
  event.preventDefault();
}
