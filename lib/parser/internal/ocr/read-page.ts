import { createCanvas } from '@napi-rs/canvas';
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Output } from '../output';
import { readCanvas } from './read-canvas';

/** 150 dots an inch; 300 read no better. */
const SCALE = 150 / 72;
const LONGEST_SIDE = 2_600;

/** Draws a page of a PDF and reads it by OCR. */
export async function readPageByOcr(page: PDFPageProxy, number: number, output: Output): Promise<void> {
  const { width, height } = page.getViewport({ scale: 1 });
  const scale = Math.min(SCALE, LONGEST_SIDE / Math.max(width, height));
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
  const context = canvas.getContext('2d');
  // The two canvases have the same interface, which their types do not say.
  await page.render({ canvas: null, canvasContext: context as never, viewport }).promise;
  await readCanvas(canvas, { place: { page: number }, page: number, scale: 1 / scale }, output);
}
