import { randomFillSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { makePdf, show } from './testing/make-pdf';
import { makeDocx, makeZip } from './testing/make-zip';
import { readBytes, seenText, warningCodes } from './testing/read-bytes';

const DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
const LAUGHS =
  '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><l>&c;</l>';
const pdf = Buffer.from(makePdf({ pages: [{ operations: show('合同', 50, 700) }] }));
const docx = makeDocx('<w:p><w:r><w:t>合同</w:t></w:r></w:p>');
const png = (width: number): Buffer => {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452000000000000000008020000000000000000', 'hex');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(width, 20);
  return header;
};

describe('a file that cannot be read has its code', () => {
  test.each([
    ['nothing at all', Buffer.alloc(0), 'document-empty'],
    ['white space alone', Buffer.from(' \n\t\n'), 'document-empty'],
    ['a bomb', makeZip({ 'word/document.xml': { content: Buffer.alloc(40_000_000, 'a') } }), 'document-expands'],
    [
      'ten thousand entries',
      makeZip(Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`${index}`, '']))),
      'document-expands',
    ],
    [
      'an entry larger than it says',
      makeZip({ 'word/document.xml': { content: Buffer.alloc(1_000_000, ' '), claimedSize: 10 } }),
      'document-damaged',
    ],
    ['an archive that is cut off', docx.subarray(0, docx.length - 30), 'document-damaged'],
    [
      'an encrypted archive',
      makeZip({ 'word/document.xml': { content: 'x', isEncrypted: true } }),
      'document-protected',
    ],
    ['an archive that writes elsewhere', makeZip({ '../../etc/passwd': 'x' }), 'document-damaged'],
    ['an archive of something else', makeZip({ 'notes.txt': 'x' }), 'document-kind-unknown'],
    ['a DOCX with an external entity', makeZip({ 'word/document.xml': `${DTD}<x>&e;</x>` }), 'document-entities'],
    ['XML with an external entity', Buffer.from(`${DTD}<x>&e;</x>`), 'document-entities'],
    ['XML that multiplies', Buffer.from(LAUGHS), 'document-entities'],
    ['XML that nests', Buffer.from(`<?xml version="1.0"?>${'<a>'.repeat(100_000)}`), 'document-damaged'],
    ['a PDF that is cut off', pdf.subarray(0, 300), 'document-damaged'],
    [
      'a PDF whose pages are their own children',
      Buffer.from(pdf.toString('latin1').replace('/Kids [10 0 R]', '/Kids [2 0 R ]'), 'latin1'),
      'document-empty',
    ],
    ['a program named as a PDF', Buffer.from(`MZ${'\u0000'.repeat(200)}`), 'document-kind-unknown'],
    ['an ELF program', Buffer.from(`\u007fELF${'\u0001\u0000'.repeat(100)}`, 'latin1'), 'document-kind-unknown'],
    ['a compressed file', gzipSync('text'), 'document-kind-unknown'],
    ['noise', randomFillSync(Buffer.alloc(10_000)), 'document-kind-unknown'],
    ['a picture of 3.6 billion points', png(60_000), 'document-damaged'],
    [
      'a compound file without its parts',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.alloc(600),
        Buffer.from('WordDocument\0', 'utf16le'),
      ]),
      'document-damaged',
    ],
  ])('%s', async (_, bytes, code) => {
    await expect(readBytes(bytes, 'report.pdf')).rejects.toMatchObject({ code });
  });
});

describe('a file that is only strange is read', () => {
  test.each(['a.docx', '../../etc/passwd', 'a\u0000b', '合同\u202efdp.exe', '', 'x'.repeat(5_000)])(
    'a PDF by the name %j',
    async (name) => {
      expect((await readBytes(pdf, name)).kind).toBe('pdf');
    },
  );

  test('a form that draws itself', async () => {
    const objects = [
      '<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 10 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream',
    ];
    const page = { operations: `${show('合同', 50, 700)} /X Do`, dictionary: '/XObject << /X 10 0 R >>' };
    expect(seenText(await readBytes(makePdf({ pages: [page], objects })))).toBe('合同');
  });

  test('a million braces, a million brackets, one endless line', async () => {
    expect(seenText(await readBytes(`{\\rtf1 ${'{'.repeat(200_000)}ok`))).toBe('ok');
    expect((await readBytes('['.repeat(200_000), 'a.json')).kind).toBe('json');
    const { blocks } = await readBytes('长'.repeat(300_000), 'a.txt');
    expect(Math.max(...blocks.map(({ text }) => text.length))).toBeLessThanOrEqual(8_000);
    expect(blocks.map(({ text }) => text).join('')).toHaveLength(300_000);
  });

  test('scripts in HTML and SVG leave no trace', async () => {
    const document = await readBytes(
      '<html><body><svg><script>alert(1)</script></svg><img src=x onerror=alert(2)><script>alert(3)</script><p>文</p>' +
        '<iframe srcdoc="<script>alert(4)</script>"></iframe></body></html>',
    );
    expect(seenText(document)).toBe('文');
    expect(JSON.stringify(document)).not.toContain('alert');
    expect(warningCodes(document)).toEqual(['scripts-removed']);
  });
});
