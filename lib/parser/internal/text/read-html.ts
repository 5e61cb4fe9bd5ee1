import { parseHTML } from 'linkedom';
import { decodeText } from '../decode-text';
import type { Output } from '../output';
import type { ReaderInput } from '../reader';
import { tableText } from '../table-text';

const DROPPED = new Set([
  'SCRIPT',
  'STYLE',
  'NOSCRIPT',
  'TEMPLATE',
  'IFRAME',
  'OBJECT',
  'EMBED',
  'SVG',
  'HEAD',
  'CANVAS',
]);
const BLOCKS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'.split(
    ' ',
  ),
);
const HIDING =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:[;\s]|$)|font-size\s*:\s*0(?![.\d])|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}/i;

interface DomNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: Iterable<DomNode>;
  getAttribute?(name: string): string | null;
  hasAttribute?(name: string): boolean;
}

/** Reads HTML as a browser shows it: no scripts, and hidden text is left out and counted. */
export function readHtml({ bytes, output }: ReaderInput): void {
  const head = Buffer.from(bytes.subarray(0, 4_096)).toString('latin1');
  const declared = /<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]+)/i.exec(head)?.[1];
  const { text, encoding, isUncertain } = decodeText(bytes, declared);
  const { title } = htmlTitle(text);
  output.start({ kind: 'html', encoding, unit: 'document', total: 1, ...(title === '' ? {} : { title }) });
  if (isUncertain) output.mark('encoding-uncertain');
  writeHtml(text, output);
  output.progress(1, 1);
}

/** Writes the blocks of a page of HTML. */
export function writeHtml(html: string, output: Output): void {
  const { document } = parseHTML(/<body\b|<html\b/i.test(html) ? html : `<html><body>${html}</body></html>`);
  let paragraph = 0;
  let line = '';
  const flush = (kind: 'paragraph' | 'list' = 'paragraph', level?: number): void => {
    const text = line.replace(/[ \t\r\f\v]*\n[ \t\r\f\v]*/g, '\n').trim();
    line = '';
    if (text === '') return;
    paragraph += 1;
    if (level !== undefined && kind === 'paragraph')
      output.block({ place: { paragraph }, kind: 'heading', level, text });
    else output.block({ place: { paragraph }, kind, text: kind === 'list' ? `• ${text}` : text });
  };
  const walk = (node: DomNode, isPre: boolean): void => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) {
        line += isPre ? (child.textContent ?? '') : (child.textContent ?? '').replace(/\s+/g, ' ');
        continue;
      }
      if (child.nodeType !== 1) continue;
      const name = child.nodeName.toUpperCase();
      if (name === 'SCRIPT') output.mark('scripts-removed');
      if (DROPPED.has(name)) continue;
      if (isHidden(child)) {
        output.mark('hidden-text');
        continue;
      }
      if (name === 'BR') line += '\n';
      else if (name === 'TABLE') {
        flush();
        const rows = rowsOf(child);
        paragraph += 1;
        if (rows.length > 0) output.block({ place: { paragraph }, kind: 'table', text: tableText(rows), rows });
      } else if (!BLOCKS.has(name)) walk(child, isPre);
      else {
        flush();
        walk(child, isPre || name === 'PRE');
        const level = /^H([1-6])$/.exec(name)?.[1];
        flush(name === 'LI' ? 'list' : 'paragraph', level === undefined ? undefined : Number(level));
      }
    }
  };
  walk(document.documentElement, false);
  flush();
}

function htmlTitle(html: string): { title: string } {
  return { title: (/<title[^>]*>([^<]{0,500})/i.exec(html)?.[1] ?? '').trim() };
}

function isHidden(node: DomNode): boolean {
  return (
    node.hasAttribute?.('hidden') === true ||
    node.getAttribute?.('aria-hidden') === 'true' ||
    HIDING.test(node.getAttribute?.('style') ?? '')
  );
}

function rowsOf(table: DomNode): string[][] {
  const rows: string[][] = [];
  const collect = (node: DomNode): void => {
    for (const child of node.childNodes) {
      const name = child.nodeName.toUpperCase();
      if (child.nodeType !== 1 || DROPPED.has(name) || isHidden(child)) continue;
      if (name === 'TR') {
        const cells = [...child.childNodes].filter((cell) => /^T[DH]$/i.test(cell.nodeName) && !isHidden(cell));
        rows.push(cells.map((cell) => visibleText(cell).replace(/\s+/g, ' ').trim()));
      } else collect(child);
    }
  };
  collect(table);
  return rows.filter((row) => row.length > 0);
}

function visibleText(node: DomNode): string {
  return [...node.childNodes]
    .map((child) => {
      if (child.nodeType === 3) return child.textContent ?? '';
      if (child.nodeType !== 1 || DROPPED.has(child.nodeName.toUpperCase()) || isHidden(child)) return '';
      return /^(?:BR|P|DIV|LI)$/i.test(child.nodeName) ? ` ${visibleText(child)} ` : visibleText(child);
    })
    .join('');
}
