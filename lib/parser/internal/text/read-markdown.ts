import { decodeText } from '../decode-text';
import type { ReaderInput } from '../reader';
import type { BlockKind } from '../../contracts';

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const LIST_ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;
const FENCE = /^\s*(?:```|~~~)/;

/** Markdown by its lines: headings, lists and tables are blocks; the text stays as it is written. */
export function readMarkdown({ bytes, output }: ReaderInput): void {
  const { text, encoding, isUncertain } = decodeText(bytes);
  output.start({ kind: 'markdown', encoding, unit: 'document', total: 1 });
  if (isUncertain) output.mark('encoding-uncertain');
  let paragraph = 0;
  let lines: string[] = [];
  let kind: BlockKind = 'paragraph';
  let isFenced = false;
  const flush = (): void => {
    if (lines.length > 0) {
      paragraph += 1;
      output.block({ place: { paragraph }, kind, text: lines.join('\n') });
    }
    lines = [];
    kind = 'paragraph';
  };
  for (const line of text.split(/\r\n?|\n/)) {
    if (FENCE.test(line)) isFenced = !isFenced;
    const heading = isFenced ? null : HEADING.exec(line);
    if (heading !== null) {
      flush();
      paragraph += 1;
      output.block({ place: { paragraph }, kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' });
    } else if (line.trim() === '' && !isFenced) flush();
    else {
      if (lines.length === 0) kind = line.startsWith('|') ? 'table' : LIST_ITEM.test(line) ? 'list' : 'paragraph';
      lines.push(line);
    }
  }
  flush();
  output.progress(1, 1);
}
