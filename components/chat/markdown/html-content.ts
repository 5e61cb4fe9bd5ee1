import {
  formulaOf,
  hasClass,
  isFurniture,
  rawText,
  type ContentElement,
  type ContentNode,
} from '@/components/chat/markdown/content-tree';

/** Elements that other programs understand; others are replaced by their content. */
const KEPT = new Set([
  'p',
  'ul',
  'ol',
  'li',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'strong',
  'em',
  'del',
  'code',
  'blockquote',
  'h3',
  'h4',
  'h5',
  'h6',
  'sup',
  'sub',
  'a',
]);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function attributesOf({ tag, attributes }: ContentElement): string {
  const { href, start, value } = attributes;
  if (tag === 'table') return ' border="1" cellpadding="4" style="border-collapse:collapse"';
  if (tag === 'a' && href !== undefined && /^(?:https?|mailto|tel):/.test(href)) return ` href="${escaped(href)}"`;
  if (tag === 'ol' && start !== undefined) return ` start="${escaped(start)}"`;
  if (tag === 'li' && value !== undefined) return ` value="${escaped(value)}"`;
  return '';
}

function elementHtml(element: ContentElement): string {
  if (isFurniture(element)) return '';
  const { 'data-source': diagram } = element.attributes;
  if (diagram !== undefined) return `<pre>${escaped(diagram)}</pre>`;
  const formula = formulaOf(element);
  if (formula !== null) return escaped(formula);
  if (element.tag === 'br' || element.tag === 'hr') return `<${element.tag}>`;
  if (element.tag === 'pre') return `<pre>${escaped(rawText(element))}</pre>`;
  if (hasClass(element, 'md-tick')) return hasClass(element, 'md-tick-done') ? '☑' : '☐';
  const inner = htmlContent(element.children);
  return KEPT.has(element.tag) ? `<${element.tag}${attributesOf(element)}>${inner}</${element.tag}>` : inner;
}

/** A rendered answer as plain HTML for mail, documents and chats: its structure without the page's styles. */
export function htmlContent(nodes: readonly ContentNode[]): string {
  return nodes.map((node) => (typeof node === 'string' ? escaped(node) : elementHtml(node))).join('');
}
