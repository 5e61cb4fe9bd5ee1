/** A page of a PDF made for a test: its drawing operations, and the other entries of its dictionary. */
export interface PdfPage {
  readonly operations: string;
  readonly dictionary?: string;
}

export interface PdfParts {
  readonly pages: readonly PdfPage[];
  /** Objects from number 10 on, as they are written. */
  readonly objects?: readonly string[];
  readonly catalogue?: string;
}

const WIDTH = 595;
const HEIGHT = 842;

/**
 * A small valid PDF. `/F1` is a Chinese font that is not embedded, with texts in UTF-16 (`show`); it is readable only
 * with the CMaps of the reader. Streams are not compressed.
 */
export function makePdf({ pages, objects = [], catalogue = '' }: PdfParts): Uint8Array {
  const firstPage = 10 + objects.length;
  const kids = pages.map((_, index) => `${firstPage + index * 2} 0 R`).join(' ');
  const bodies = new Map<number, string>([
    [1, `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`],
    [2, `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`],
    [3, '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>'],
    [
      4,
      '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo ' +
        '<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R /DW 1000 >>',
    ],
    [
      5,
      '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 ' +
        '/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
    ],
    ...objects.map((body, index): [number, string] => [10 + index, body]),
  ]);
  pages.forEach(({ operations, dictionary = '' }, index) => {
    const number = firstPage + index * 2;
    bodies.set(
      number,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents ${number + 1} 0 R ` +
        `/Resources << /Font << /F1 3 0 R >> >> ${dictionary} >>`,
    );
    bodies.set(number + 1, `<< /Length ${operations.length} >>\nstream\n${operations}\nendstream`);
  });
  return assemble(bodies);
}

/** Draws a text; the baseline counts from the bottom of the page. */
export function show(text: string, x: number, y: number, size = 10.5, before = ''): string {
  const hex = Buffer.from(text, 'utf16le').swap16().toString('hex');
  return `q ${before} BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm <${hex}> Tj ET Q\n`;
}

function assemble(bodies: ReadonlyMap<number, string>): Uint8Array {
  let file = '%PDF-1.7\n';
  const offsets = new Map<number, number>();
  for (const [number, body] of bodies) {
    offsets.set(number, file.length);
    file += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const size = Math.max(...bodies.keys()) + 1;
  const start = file.length;
  file += `xref\n0 ${size}\n`;
  for (let number = 0; number < size; number += 1) {
    const offset = offsets.get(number);
    file += offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  }
  file += `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
