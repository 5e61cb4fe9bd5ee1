import WordExtractor from 'word-extractor';
import type { ReaderInput } from '../reader';
import type { Block } from '../../contracts';

/** Reads a DOC of Word 97 to 2003. Tracked changes are accepted; cells of a table row are parted by tabs. */
export async function readDoc({ bytes, output }: ReaderInput): Promise<void> {
  const document = await new WordExtractor().extract(Buffer.from(bytes));
  output.start({ kind: 'doc', unit: 'document', total: 1 });
  let paragraph = 0;
  const write = (text: string, kind: Block['kind'], part?: Block['place']['part']): void => {
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      paragraph += 1;
      output.block({ place: { paragraph, ...(part === undefined ? {} : { part }) }, kind, text: line.trim() });
    }
  };
  write(document.getBody(), 'paragraph');
  write(document.getTextboxes({ includeHeadersAndFooters: false }), 'paragraph', 'text-box');
  write(document.getHeaders({ includeFooters: false }), 'note', 'header');
  write(document.getFooters(), 'note', 'footer');
  write(document.getFootnotes(), 'note', 'footnote');
  write(document.getEndnotes(), 'note', 'endnote');
  write(document.getAnnotations(), 'comment');
  output.progress(1, 1);
}
