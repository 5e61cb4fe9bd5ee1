import type { Canvas } from '@napi-rs/canvas';
import type { z } from 'zod';
import { detectKind } from './detect-kind';
import { ParseFailure } from './failure';
import type { drawnPageSchema, ParserRequest } from '../contracts';

/** Sharp on a screen of two pixels a point; an A4 page is about 200 KB. */
const SCALE = 2;
const LONGEST_SIDE = 2_200;
const QUALITY = 80;

/** Draws a page of a PDF, or an image, as it is seen. Nothing of its text is read. */
export async function drawPage(
  bytes: Uint8Array,
  { name, limits }: ParserRequest,
  number: number,
): Promise<z.input<typeof drawnPageSchema>> {
  const { kind } = await detectKind(bytes, name, limits.expandedBytes);
  const { canvas, width, height } = await draw(kind, bytes, number);
  return { type: 'drawn', width, height, image: (await canvas.encode('webp', QUALITY)).toString('base64') };
}

async function draw(
  kind: string,
  bytes: Uint8Array,
  number: number,
): Promise<{ readonly canvas: Canvas; readonly width: number; readonly height: number }> {
  if (kind === 'image' && number === 1) return (await import('./ocr/draw-image')).drawImage(bytes, LONGEST_SIDE);
  if (kind !== 'pdf') throw new ParseFailure('document-kind-unknown', `a page ${number} of ${kind} cannot be drawn`);
  const [{ openPdf }, { drawPdfPage }] = await Promise.all([import('./pdf/open-pdf'), import('./pdf/draw-pdf-page')]);
  const document = await openPdf(bytes, undefined);
  if (number > document.numPages) throw new ParseFailure('document-empty', `a PDF of ${document.numPages} pages`);
  return drawPdfPage(await document.getPage(number), { scale: SCALE, longestSide: LONGEST_SIDE });
}
