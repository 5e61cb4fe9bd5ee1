import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Output } from '../output';

export function readPageByOcr(_page: PDFPageProxy, number: number, output: Output): void {
  output.mark('ocr-skipped', { page: number });
}
