import PostalMime from 'postal-mime';
import type { ReaderInput } from '../reader';
import { decodeText } from '../decode-text';
import { writeHtml } from './read-html';

/** Reads a message: its headers, its text (plain, else HTML), and the names of its attachments. */
export async function readEml({ bytes, output }: ReaderInput): Promise<void> {
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 50, attachmentEncoding: 'arraybuffer' });
  const { subject, from, to, cc, date } = mail;
  output.start({
    kind: 'eml',
    encoding: decodeText(bytes.subarray(0, 65_536)).encoding,
    unit: 'document',
    total: 1,
    ...(subject === undefined ? {} : { title: subject }),
  });
  if (subject !== undefined) output.block({ place: { part: 'header' }, kind: 'heading', level: 1, text: subject });
  const names = (list: typeof to): string => (list ?? []).map(nameOf).join(', ');
  const lines = [
    ['From', from === undefined ? '' : nameOf(from)],
    ['To', names(to)],
    ['Cc', names(cc)],
    ['Date', date ?? ''],
  ].filter(([, value]) => value !== '');
  output.block({
    place: { part: 'header' },
    kind: 'paragraph',
    text: lines.map(([name, value]) => `${name}: ${value}`).join('\n'),
  });
  if (mail.text !== undefined && mail.text.trim() !== '')
    mail.text
      .split(/\r?\n[ \t]*\r?\n/)
      .forEach((text, index) =>
        output.block({ place: { paragraph: index + 1 }, kind: 'paragraph', text: text.trim() }),
      );
  else if (mail.html !== undefined) writeHtml(mail.html, output);
  for (const { filename } of mail.attachments) output.mark('attachments-ignored', undefined, filename ?? '');
  output.progress(1, 1);
}

function nameOf({ name, address }: { readonly name: string; readonly address?: string | undefined }): string {
  if (address === undefined || address === '') return name;
  return name === '' ? address : `${name} <${address}>`;
}
