import type { ReaderInput } from '../reader';
import { drawImage } from './draw-image';
import { readCanvas } from './read-canvas';

const LONGEST_SIDE = 2_600;

/** Reads the text of a picture (PNG, JPEG, WebP, GIF, BMP, AVIF) by OCR. Its coordinates are pixels. */
export async function readImage({ bytes, output }: ReaderInput): Promise<void> {
  const { canvas, scale } = await drawImage(bytes, LONGEST_SIDE);
  output.start({ kind: 'image', unit: 'page', total: 1 });
  await readCanvas(canvas, { place: { page: 1 }, page: 1, scale: 1 / scale }, output);
  output.progress(1, 1);
}
