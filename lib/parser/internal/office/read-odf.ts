import { ParseFailure } from '../failure';
import type { ReaderInput } from '../reader';
import { tableText } from '../table-text';
import { childrenOf, descendants, find, isElement, parseXml, type XmlElement } from '../xml';
import type { Block, Place } from '../../contracts';
import { markEmbedded } from './mark-embedded';

const MOST_REPEATS = 100;

/** Reads ODT and ODP: paragraphs, lists, tables, notes and comments; deleted text of tracked changes stays out. */
export async function readOdf({ kind, archive, request, output }: ReaderInput): Promise<void> {
  const bytes = await archive.read('content.xml');
  if (bytes === undefined) throw new ParseFailure('document-damaged', 'an ODF document without content');
  const body = find(parseXml(bytes), 'office:body');
  const root = find(body, 'office:text') ?? find(body, 'office:presentation');
  if (root === undefined) throw new ParseFailure('document-damaged', 'an ODF document without a body');
  const write = (block: Block): void => output.block(block);
  if (kind === 'odp') {
    const slides = childrenOf(root, 'draw:page');
    output.start({ kind, unit: 'slide', total: slides.length });
    const last = Math.min(slides.length, request.limits.pages);
    slides.slice(0, last).forEach((slide, index) => {
      const place = { slide: index + 1 };
      readContent(slide, place, write);
      output.progress(index + 1, last);
    });
    if (last < slides.length) output.warn({ code: 'truncated', limit: 'pages', read: last, total: slides.length });
  } else {
    output.start({ kind: 'odt', unit: 'document', total: 1 });
    if (find(root, 'text:tracked-changes') !== undefined) output.mark('tracked-changes');
    let paragraph = 0;
    readContent(root, {}, (block) => {
      paragraph += 1;
      write({ ...block, place: { ...block.place, paragraph } });
    });
    output.progress(1, 1);
  }
  markEmbedded(archive.names, output);
}

function readContent(element: XmlElement, place: Place, write: (block: Block) => void, listLevel = 0): void {
  for (const child of element.children.filter(isElement)) {
    const { name } = child;
    if (name === 'text:h') {
      const level = Math.min(9, Math.max(1, Number(child.attributes['text:outline-level'] ?? 1)));
      write({ place, kind: 'heading', level, text: inlineText(child) });
    } else if (name === 'text:p') {
      const text = inlineText(child);
      if (listLevel > 0) write({ place, kind: 'list', level: Math.min(9, listLevel), text: `• ${text}` });
      else write({ place, kind: place.part === 'notes' ? 'note' : 'paragraph', text });
      readAside(child, place, write);
    } else if (name === 'text:list') {
      for (const item of childrenOf(child, 'text:list-item')) readContent(item, place, write, listLevel + 1);
    } else if (name === 'table:table') {
      const rows = [...descendants(child, 'table:table-row')].map((row) =>
        childrenOf(row, 'table:table-cell').flatMap(cellTexts),
      );
      write({ place, kind: 'table', text: tableText(rows), rows });
    } else if (name === 'presentation:notes') readContent(child, { ...place, part: 'notes' }, write);
    else if (name !== 'text:tracked-changes' && name !== 'office:annotation')
      readContent(child, place, write, listLevel);
  }
}

/** Notes, comments and text boxes that hang on a paragraph. */
function readAside(paragraph: XmlElement, place: Place, write: (block: Block) => void): void {
  for (const note of descendants(paragraph, 'text:note'))
    write({ place: { ...place, part: 'footnote' }, kind: 'note', text: linesOf(find(note, 'text:note-body')) });
  for (const comment of descendants(paragraph, 'office:annotation'))
    write({ place, kind: 'comment', text: linesOf(comment) });
  for (const box of descendants(paragraph, 'draw:text-box')) readContent(box, { ...place, part: 'text-box' }, write);
}

function cellTexts(cell: XmlElement): string[] {
  const repeats = Math.min(MOST_REPEATS, Number(cell.attributes['table:number-columns-repeated'] ?? 1));
  return Array.from({ length: Math.max(1, repeats) }, () => linesOf(cell));
}

function linesOf(element: XmlElement | undefined): string {
  return element === undefined ? '' : [...descendants(element, 'text:p')].map(inlineText).join('\n');
}

const ASIDE = new Set(['text:note', 'office:annotation', 'draw:frame', 'text:tracked-changes']);

function inlineText(element: XmlElement): string {
  return element.children
    .map((child) => {
      if (!isElement(child)) return child.replace(/\s+/g, ' ');
      if (child.name === 'text:s') return ' '.repeat(Math.min(MOST_REPEATS, Number(child.attributes['text:c'] ?? 1)));
      if (child.name === 'text:tab') return '\t';
      if (child.name === 'text:line-break') return '\n';
      return ASIDE.has(child.name) ? '' : inlineText(child);
    })
    .join('');
}
