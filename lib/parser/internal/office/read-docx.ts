import { ParseFailure } from '../failure';
import type { Output } from '../output';
import type { ReaderInput } from '../reader';
import { tableText } from '../table-text';
import { childrenOf, descendants, find, isElement, parseXml, textOf, type XmlElement } from '../xml';
import type { Block, Place } from '../../contracts';
import { DocxNumbering } from './docx-numbering';
import { markEmbedded } from './mark-embedded';

const DEEPEST_HEADING = 9;

interface Inline {
  text: string;
  hidden: string;
  readonly boxes: XmlElement[];
}

/** Reads a DOCX: body in order, then headers, footers, notes and comments. It has no page numbers. */
export async function readDocx({ archive, request, output }: ReaderInput): Promise<void> {
  const part = async (name: string): Promise<XmlElement | undefined> => {
    const bytes = await archive.read(name);
    return bytes === undefined ? undefined : parseXml(bytes);
  };
  const document = await part('word/document.xml');
  const body = find(document, 'w:body');
  if (body === undefined) throw new ParseFailure('document-damaged', 'a DOCX without a body');
  const headings = headingStyles(await part('word/styles.xml'));
  const numbering = new DocxNumbering(await part('word/numbering.xml'));
  output.start({ kind: 'docx', unit: 'document', total: 1 });
  const reader = new DocxReader(output, headings, numbering, request.changes);
  reader.readContent(body, {});
  for (const name of archive.names.toSorted()) {
    const kind = /^word\/(header|footer)\d*\.xml$/.exec(name)?.[1];
    const root = kind === undefined ? undefined : await part(name);
    if (root !== undefined) reader.readContent(root, { part: kind === 'header' ? 'header' : 'footer' }, 'note');
  }
  for (const [file, element, place] of [
    ['word/footnotes.xml', 'w:footnote', 'footnote'],
    ['word/endnotes.xml', 'w:endnote', 'endnote'],
  ] as const)
    for (const note of childrenOf(await part(file), element))
      if (note.attributes['w:type'] === undefined) reader.readContent(note, { part: place }, 'note');
  for (const comment of childrenOf(await part('word/comments.xml'), 'w:comment')) {
    const author = comment.attributes['w:author'];
    const text = [...descendants(comment, 'w:p')].map((paragraph) => reader.inlineOf(paragraph).text).join('\n');
    output.block({ place: {}, kind: 'comment', text, ...(author === undefined ? {} : { author }) });
  }
  markEmbedded(archive.names, output);
  output.progress(1, 1);
}

class DocxReader {
  private paragraphs = 0;
  private readonly output: Output;
  private readonly headings: ReadonlyMap<string, number>;
  private readonly numbering: DocxNumbering;
  private readonly changes: 'accepted' | 'original';

  constructor(
    output: Output,
    headings: ReadonlyMap<string, number>,
    numbering: DocxNumbering,
    changes: 'accepted' | 'original',
  ) {
    this.output = output;
    this.headings = headings;
    this.numbering = numbering;
    this.changes = changes;
  }

  /** Writes the paragraphs and tables of a container, in order. */
  readContent(container: XmlElement, place: Place, kind?: Block['kind']): void {
    for (const child of container.children.filter(isElement)) {
      if (child.name === 'w:p') this.readParagraph(child, place, kind);
      else if (child.name === 'w:tbl') this.readTable(child, place);
      else if (this.isKept(child))
        this.readContent(child.name === 'w:sdt' ? (find(child, 'w:sdtContent') ?? child) : child, place, kind);
    }
  }

  private readParagraph(paragraph: XmlElement, place: Place, kind?: Block['kind']): void {
    const { text, hidden, boxes } = this.inlineOf(paragraph);
    const properties = find(paragraph, 'w:pPr');
    const list = find(properties, 'w:numPr', 'w:numId')?.attributes['w:val'];
    const depth = Number(find(properties, 'w:numPr', 'w:ilvl')?.attributes['w:val'] ?? 0);
    if (text.trim() !== '') {
      this.paragraphs += 1;
      const at = { ...place, paragraph: this.paragraphs };
      const outline = find(properties, 'w:outlineLvl')?.attributes['w:val'];
      const level =
        outline === undefined
          ? this.headings.get(find(properties, 'w:pStyle')?.attributes['w:val'] ?? '')
          : Number(outline) + 1;
      const label = list === undefined || list === '0' ? '' : this.numbering.next(list, Math.min(depth, 8));
      const full = label === '' ? text : `${label} ${text}`;
      if (level !== undefined && level <= DEEPEST_HEADING && kind === undefined)
        this.output.block({ place: at, kind: 'heading', level, text: full });
      else if (label !== '')
        this.output.block({ place: at, kind: kind ?? 'list', level: Math.min(depth, 8) + 1, text: full });
      else this.output.block({ place: at, kind: kind ?? 'paragraph', text: full });
    }
    if (hidden.trim() !== '')
      this.output.block({
        place: { ...place, paragraph: this.paragraphs },
        kind: 'hidden',
        hidden: 'hidden-text',
        text: hidden,
      });
    for (const box of boxes) this.readContent(box, { ...place, part: 'text-box' });
  }

  private readTable(table: XmlElement, place: Place): void {
    const rows: string[][] = [];
    // The last text of each column, for cells that are merged downwards.
    const above: string[] = [];
    for (const row of descendantsOutside(table, 'w:tr')) {
      if (find(row, 'w:trPr', 'w:del') !== undefined && this.changes === 'accepted') continue;
      const cells: string[] = [];
      let column = 0;
      for (const cell of descendantsOutside(row, 'w:tc')) {
        const merge = find(cell, 'w:tcPr', 'w:vMerge');
        const isContinued = merge !== undefined && merge.attributes['w:val'] !== 'restart';
        const text = isContinued ? (above[column] ?? '') : this.cellText(cell);
        above[column] = text;
        cells.push(text);
        column += Math.max(1, Number(find(cell, 'w:tcPr', 'w:gridSpan')?.attributes['w:val'] ?? 1));
      }
      if (cells.length > 0) rows.push(cells);
    }
    if (rows.length === 0) return;
    this.paragraphs += 1;
    this.output.block({
      place: { ...place, paragraph: this.paragraphs },
      kind: 'table',
      text: tableText(rows),
      rows,
    });
  }

  private cellText(cell: XmlElement): string {
    const lines: string[] = [];
    for (const child of cell.children.filter(isElement)) {
      if (child.name === 'w:p') lines.push(this.inlineOf(child).text);
      else if (child.name === 'w:tbl')
        for (const row of descendants(child, 'w:tr'))
          lines.push(
            childrenOf(row, 'w:tc')
              .map((inner) => this.cellText(inner))
              .join(' '),
          );
    }
    return lines.filter((line) => line !== '').join('\n');
  }

  /** The text of a paragraph with changes applied, its hidden text, and the text boxes that hang on it. */
  inlineOf(paragraph: XmlElement): Inline {
    const inline: Inline = { text: '', hidden: '', boxes: [] };
    this.collect(paragraph, inline, false);
    return inline;
  }

  private collect(element: XmlElement, inline: Inline, isHidden: boolean): void {
    for (const child of element.children.filter(isElement)) {
      if (!this.isKept(child)) continue;
      const add = (text: string): void => {
        if (isHidden) inline.hidden += text;
        else inline.text += text;
      };
      if (child.name === 'w:t' || child.name === 'w:delText') add(textOf(child));
      else if (child.name === 'm:t') add(textOf(child));
      else if (child.name === 'w:tab') add('\t');
      else if (child.name === 'w:br' || child.name === 'w:cr') add('\n');
      else if (child.name === 'w:noBreakHyphen') add('-');
      else if (child.name === 'w:txbxContent') inline.boxes.push(child);
      else if (child.name === 'w:r') {
        const isVanished = find(child, 'w:rPr', 'w:vanish') !== undefined;
        this.collect(child, inline, isHidden || isVanished);
      } else if (child.name !== 'w:pPr' && child.name !== 'w:rPr') this.collect(child, inline, isHidden);
    }
  }

  /** False for the version that is not wanted of a tracked change, and for the second copy of a drawing. */
  private isKept({ name }: XmlElement): boolean {
    if (name === 'mc:Fallback') return false;
    const isInserted = name === 'w:ins' || name === 'w:moveTo';
    const isDeleted = name === 'w:del' || name === 'w:moveFrom';
    if (!isInserted && !isDeleted) return true;
    this.output.mark('tracked-changes');
    return isInserted === (this.changes === 'accepted');
  }
}

/** Elements of a name that do not stand in another one of that name. */
function* descendantsOutside(element: XmlElement, name: string): Generator<XmlElement> {
  for (const child of element.children.filter(isElement)) {
    if (child.name === name) yield child;
    else yield* descendantsOutside(child, name);
  }
}

/** The heading level of each paragraph style, by outline level or by the built-in name. */
function headingStyles(styles: XmlElement | undefined): Map<string, number> {
  const levels = new Map<string, number>();
  for (const style of childrenOf(styles, 'w:style')) {
    const outline = find(style, 'w:pPr', 'w:outlineLvl')?.attributes['w:val'];
    const named = /^(?:heading|标题)\s*(\d)$/i.exec(find(style, 'w:name')?.attributes['w:val'] ?? '')?.[1];
    const isTitle = /^title$/i.test(find(style, 'w:name')?.attributes['w:val'] ?? '');
    const level = outline === undefined ? Number(named ?? (isTitle ? 1 : 0)) : Number(outline) + 1;
    if (level >= 1 && level <= DEEPEST_HEADING) levels.set(style.attributes['w:styleId'] ?? '', level);
  }
  return levels;
}
