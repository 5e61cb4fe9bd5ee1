import { createCanvas, loadImage } from '@napi-rs/canvas';
import { ParseFailure } from '../failure';
import type { ReaderInput } from '../reader';
import { readCanvas } from './read-canvas';

const LONGEST_SIDE = 2_600;
/** What a telephone takes, doubled. */
const MOST_PIXELS = 100_000_000;

/** Reads the text of a picture (PNG, JPEG, WebP, GIF, BMP, AVIF) by OCR. Its coordinates are pixels. */
export async function readImage({ bytes, output }: ReaderInput): Promise<void> {
  const image = await loadImage(bytes);
  if (image.width * image.height > MOST_PIXELS)
    throw new ParseFailure('document-too-large', `${image.width} x ${image.height} pixels`);
  output.start({ kind: 'image', unit: 'page', total: 1 });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = createCanvas(
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  );
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  await readCanvas(canvas, { place: { page: 1 }, page: 1, scale: 1 / scale }, output);
  output.progress(1, 1);
}
