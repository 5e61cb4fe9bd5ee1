import { type Canvas, createCanvas, loadImage } from '@napi-rs/canvas';
import { ParseFailure } from '../failure';

/** What a telephone takes, doubled. */
const MOST_PIXELS = 100_000_000;

/** Draws a picture on white, smaller when a side would pass `longestSide` pixels; `width`, `height` are its own. */
export async function drawImage(
  bytes: Uint8Array,
  longestSide: number,
): Promise<{ readonly canvas: Canvas; readonly width: number; readonly height: number; readonly scale: number }> {
  const image = await loadImage(bytes);
  const { width, height } = image;
  if (width * height > MOST_PIXELS) throw new ParseFailure('document-too-large', `${width} x ${height} pixels`);
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const canvas = createCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return { canvas, width, height, scale };
}
