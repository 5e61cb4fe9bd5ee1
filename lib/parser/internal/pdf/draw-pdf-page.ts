import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Draws a page at `scale` pixels a point, or smaller when a side would pass `longestSide` pixels. */
export async function drawPdfPage(
  page: PDFPageProxy,
  wanted: { readonly scale: number; readonly longestSide: number },
): Promise<{ readonly canvas: Canvas; readonly width: number; readonly height: number; readonly scale: number }> {
  const { width, height } = page.getViewport({ scale: 1 });
  const scale = Math.min(wanted.scale, wanted.longestSide / Math.max(width, height));
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
  const context = canvas.getContext('2d');
  // The two canvases have the same interface, which their types do not say.
  await page.render({ canvas: null, canvasContext: context as never, viewport }).promise;
  return { canvas, width, height, scale };
}
