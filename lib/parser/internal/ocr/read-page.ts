import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Output } from '../output';
import { drawPdfPage } from '../pdf/draw-pdf-page';
import { readCanvas } from './read-canvas';

/** 150 dots an inch; 300 read no better. */
const SCALE = 150 / 72;
const LONGEST_SIDE = 2_600;

/** Draws a page of a PDF and reads it by OCR. */
export async function readPageByOcr(page: PDFPageProxy, number: number, output: Output): Promise<void> {
  const { canvas, scale } = await drawPdfPage(page, { scale: SCALE, longestSide: LONGEST_SIDE });
  await readCanvas(canvas, { place: { page: number }, page: number, scale: 1 / scale }, output);
}
