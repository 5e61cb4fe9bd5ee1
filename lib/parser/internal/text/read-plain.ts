import { decodeText } from '../decode-text';
import type { ReaderInput } from '../reader';

/** Plain text, and JSON as it is written: paragraphs end at empty lines. */
export function readPlain({ kind, bytes, output }: ReaderInput): void {
  const { text, encoding, isUncertain } = decodeText(bytes);
  output.start({ kind, encoding, unit: 'document', total: 1 });
  if (isUncertain) output.mark('encoding-uncertain');
  const parts = kind === 'json' ? [text] : text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n+/);
  parts
    .filter((part) => part.trim() !== '')
    .forEach((part, index) =>
      output.block({ place: { paragraph: index + 1 }, kind: 'paragraph', text: part.replace(/^\n+|\s+$/g, '') }),
    );
  output.progress(1, 1);
}
