import path from 'node:path';
import { ParseFailure } from '../failure';
import type { ReaderInput } from '../reader';
import { tableText } from '../table-text';
import { childrenOf, descendants, find, isElement, parseXml, textOf, type XmlElement } from '../xml';
import type { Block, Place } from '../../contracts';
import { markEmbedded } from './mark-embedded';

/** Reads a PPTX in the order of its presentation: texts, tables, groups and notes of each slide. */
export async function readPptx({ archive, request, output }: ReaderInput): Promise<void> {
  const part = async (name: string): Promise<XmlElement | undefined> => {
    const bytes = await archive.read(name);
    return bytes === undefined ? undefined : parseXml(bytes);
  };
  const targets = async (name: string): Promise<Map<string, { target: string; type: string }>> => {
    const relations = await part(`${path.posix.dirname(name)}/_rels/${path.posix.basename(name)}.rels`);
    return new Map(
      childrenOf(relations, 'Relationship').map(({ attributes }) => [
        attributes.Id ?? '',
        {
          target: path.posix.join(path.posix.dirname(name), attributes.Target ?? '').replace(/^.*?\/\//, ''),
          type: attributes.Type ?? '',
        },
      ]),
    );
  };
  const presentation = await part('ppt/presentation.xml');
  if (presentation === undefined) throw new ParseFailure('document-damaged', 'a PPTX without a presentation');
  const relations = await targets('ppt/presentation.xml');
  const slides = childrenOf(find(presentation, 'p:sldIdLst'), 'p:sldId').flatMap(
    ({ attributes }) => relations.get(attributes['r:id'] ?? '')?.target ?? [],
  );
  output.start({ kind: 'pptx', unit: 'slide', total: slides.length });
  const last = Math.min(slides.length, request.limits.pages);
  for (const [index, name] of slides.slice(0, last).entries()) {
    const place = { slide: index + 1 };
    const slide = await part(name);
    if (slide === undefined) output.mark('pages-unreadable', place);
    else {
      const isHidden = slide.attributes.show === '0';
      const write = (block: Block): void =>
        output.block(isHidden ? { ...block, kind: 'hidden', hidden: 'hidden-slide' } : block);
      for (const block of shapesOf(find(slide, 'p:cSld', 'p:spTree'), place)) write(block);
      for (const { target, type } of (await targets(name)).values()) {
        if (type.endsWith('/notesSlide'))
          for (const block of shapesOf(find(await part(target), 'p:cSld', 'p:spTree'), { ...place, part: 'notes' }))
            write({ ...block, kind: block.kind === 'table' ? 'table' : 'note' });
        else if (type.endsWith('/comments'))
          for (const text of descendants((await part(target)) ?? slide, 'p:text'))
            write({ place, kind: 'comment', text: textOf(text) });
      }
    }
    output.progress(index + 1, last);
  }
  if (last < slides.length) output.warn({ code: 'truncated', limit: 'pages', read: last, total: slides.length });
  markEmbedded(archive.names, output);
}

function* shapesOf(tree: XmlElement | undefined, place: Place): Generator<Block> {
  for (const child of tree?.children.filter(isElement) ?? []) {
    if (child.name === 'p:grpSp') yield* shapesOf(child, place);
    else if (child.name === 'mc:AlternateContent') yield* shapesOf(find(child, 'mc:Choice'), place);
    else if (child.name === 'p:sp') yield* textBlocks(child, place);
    else if (child.name === 'p:graphicFrame') yield* frameBlocks(child, place);
  }
}

function* textBlocks(shape: XmlElement, place: Place): Generator<Block> {
  const placeholder = find(shape, 'p:nvSpPr', 'p:nvPr', 'p:ph')?.attributes.type ?? '';
  // A number that the program fills in.
  if (placeholder === 'sldNum' || placeholder === 'sldImg') return;
  const text = childrenOf(find(shape, 'p:txBody'), 'a:p').map(paragraphText).join('\n').trim();
  const isHidden = find(shape, 'p:nvSpPr', 'p:cNvPr')?.attributes.hidden === '1';
  if (isHidden) yield { place, kind: 'hidden', hidden: 'hidden-text', text };
  else if (/^(?:title|ctrTitle)$/.test(placeholder)) yield { place, kind: 'heading', level: 1, text };
  else yield { place, kind: 'paragraph', text };
}

function* frameBlocks(frame: XmlElement, place: Place): Generator<Block> {
  for (const table of descendants(frame, 'a:tbl')) {
    const rows = childrenOf(table, 'a:tr').map((row) =>
      childrenOf(row, 'a:tc').map((cell) =>
        childrenOf(find(cell, 'a:txBody'), 'a:p').map(paragraphText).join('\n').trim(),
      ),
    );
    yield { place, kind: 'table', text: tableText(rows), rows };
  }
}

function paragraphText(paragraph: XmlElement): string {
  return paragraph.children
    .filter(isElement)
    .map((child) => (child.name === 'a:br' ? '\n' : textOf(find(child, 'a:t'))))
    .join('');
}
