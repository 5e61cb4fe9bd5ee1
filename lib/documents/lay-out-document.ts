import 'server-only';
import type { Block, ParserWarning } from '@/lib/parser/contracts';
import { neutraliseMarks } from '@/lib/documents/internal/neutralise-marks';
import { splitLongText } from '@/lib/documents/internal/split-long-text';
import {
  type DocumentSection,
  type LaidOutDocument,
  type SectionPiece,
  UNCERTAIN_BELOW,
} from '@/lib/documents/contracts';

/** Characters of a section where the document has no pages: short enough to point at a sentence. */
const SECTION_LENGTH = 700;

export interface DocumentHead {
  readonly name: string;
  /** Pages, slides or sheets; 0 where there are none. */
  readonly total: number;
  readonly warnings?: readonly ParserWarning[];
  /** Only its name is left. */
  readonly isDeleted?: boolean;
}

/**
 * Divides a document into the sections that can be cited: its pages or slides, else what fits under a heading. Depends
 * on the blocks alone, so that a mark means the same place each time. Sections are in reading order.
 */
export function divideDocument(blocks: readonly Block[]): DocumentSection[] {
  const sections: Writable[] = [];
  let heading: string | undefined;
  const pages = new Map<number, Writable>();
  let count = 0;
  for (const block of blocks) {
    if (block.kind === 'heading') heading = block.text;
    const page = block.place.page ?? block.place.slide;
    const unit = page === undefined ? 's' : 'p';
    for (const piece of piecesOf(block, unit)) {
      const last = sections.at(-1);
      // Notes and comments of a page may follow behind later pages.
      const open =
        page === undefined ? (last !== undefined && fits(last, block, piece) ? last : undefined) : pages.get(page);
      if (open !== undefined) {
        open.pieces.push(piece);
        continue;
      }
      const section: Writable = {
        unit,
        number: page ?? (count += 1),
        place: block.place,
        ...(heading === undefined ? {} : { heading }),
        pieces: [piece],
      };
      sections.push(section);
      if (page !== undefined) pages.set(page, section);
    }
  }
  return sections;
}

type Writable = Omit<DocumentSection, 'pieces'> & { pieces: SectionPiece[] };

function fits(section: Writable, block: Block, piece: SectionPiece): boolean {
  if (section.unit === 'p' || block.kind === 'heading' || block.place.sheet !== section.place.sheet) return false;
  const length = section.pieces.reduce((sum, { text }) => sum + text.length, 0);
  return length + piece.text.length <= SECTION_LENGTH || section.pieces.every(({ kind }) => kind === 'heading');
}

/** The block as it is shown; a long one of a document without pages in several, so that each can be cited. */
function piecesOf(block: Block, unit: 'p' | 's'): SectionPiece[] {
  const { kind, level, hidden, author, place, bbox } = block;
  const texts = unit === 'p' || kind === 'heading' ? [block.text] : splitLongText(block.text, SECTION_LENGTH);
  return texts.map((text) => ({
    kind,
    text: block.isGarbled === true ? '' : text,
    ...(level === undefined ? {} : { level }),
    ...(hidden === undefined ? {} : { hidden }),
    ...(author === undefined ? {} : { author }),
    ...(place.part === undefined ? {} : { part: place.part }),
    ...(bbox === undefined ? {} : { bbox }),
    ...(block.isGarbled === true ? { isGarbled: true } : {}),
    ...(block.ocrConfidence !== undefined && block.ocrConfidence < UNCERTAIN_BELOW ? { isUncertain: true } : {}),
  }));
}

/** The text of a section as it is read, compared and shown. */
export function sectionText(section: Pick<DocumentSection, 'pieces'>): string {
  return section.pieces.map(({ text }) => text).join('\n');
}

/**
 * A document as the model gets it: between tags that its own text cannot write, each section behind its mark
 * (`[1:p3]`). The same blocks, number and selection give the same bytes, so that the engine's prefix cache serves the
 * next question. `keep` chooses sections; what is left out is said in the text.
 */
export function layOutDocument(
  sections: readonly DocumentSection[],
  head: DocumentHead,
  number: number,
  keep?: (section: DocumentSection) => boolean,
): LaidOutDocument {
  const kept = keep === undefined ? sections : sections.filter(keep);
  const facts = [
    `n="${number}"`,
    `name="${neutraliseMarks(head.name).replaceAll(/["\n<>]/g, ' ')}"`,
    ...(head.total > 1 ? [`pages="${head.total}"`] : []),
    ...(kept.length === sections.length ? [] : [`given="${rangesOf(kept)}"`]),
    ...(head.isDeleted === true ? ['deleted="yes"'] : []),
    ...(head.warnings ?? []).flatMap(({ code, read, total }) =>
      code === 'truncated' ? [`incomplete="${read === undefined ? 'yes' : `${read}/${total ?? '?'}`}"`] : [],
    ),
  ];
  const body = kept.map(
    (section) => `[${number}:${section.unit}${section.number}]\n${section.pieces.map(pieceText).join('\n')}`,
  );
  return { text: [`<file ${facts.join(' ')}>`, ...body, '</file>'].join('\n'), sections: kept };
}

function pieceText(piece: SectionPiece): string {
  const text = neutraliseMarks(piece.text);
  if (piece.isGarbled === true) return '(unreadable)';
  if (piece.hidden !== undefined) return `<hidden why="${piece.hidden}">${text}</hidden>`;
  const lead = [
    ...(piece.isUncertain === true ? ['(uncertain OCR) '] : []),
    ...(piece.kind === 'comment'
      ? [`(comment${piece.author === undefined ? '' : ` by ${neutraliseMarks(piece.author)}`}) `]
      : []),
    ...(piece.kind === 'comment' || piece.part === undefined ? [] : [`(${piece.part}) `]),
  ].join('');
  const marks = piece.kind === 'heading' ? `${'#'.repeat(piece.level ?? 1)} ` : '';
  return marks + lead + text;
}

/** `p1-4, p9`. */
function rangesOf(sections: readonly DocumentSection[]): string {
  const ranges: { unit: string; from: number; to: number }[] = [];
  for (const { unit, number } of sections) {
    const last = ranges.at(-1);
    if (last?.unit === unit && last.to + 1 === number) last.to = number;
    else ranges.push({ unit, from: number, to: number });
  }
  return ranges.map(({ unit, from, to }) => `${unit}${from}${to === from ? '' : `-${to}`}`).join(', ');
}
