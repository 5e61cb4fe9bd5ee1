import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { Output } from '../output';
import type { Place } from '../../contracts';
import { recognise, type RecognisedLine } from './recognise';
import { writeLines } from './write-lines';

/** A page with fewer certain characters may lie on its side or upside down. */
const FEW = 10;

/** Reads a drawn page by OCR and writes its blocks; `scale` is the points of the page for a pixel. */
export async function readCanvas(
  canvas: Canvas,
  at: { readonly place: Place; readonly page: number; readonly scale: number },
  output: Output,
): Promise<void> {
  let lines = await recogniseTurned(canvas, 0);
  const turns = isOnItsSide(lines) ? [1, 3] : certainty(lines) < FEW ? [1, 2, 3] : [];
  for (const quarters of turns) {
    const turned = await recogniseTurned(canvas, quarters);
    if (certainty(turned) > certainty(lines)) lines = turned;
  }
  writeLines(lines, at, output);
}

/** True when most boxes stand upright. */
function isOnItsSide(lines: readonly RecognisedLine[]): boolean {
  const tall = lines.filter(({ box }) => box.height > 1.5 * box.width);
  return tall.length > 0.6 * lines.length;
}

/**
 * Confident characters. Single upright boxes are also read on their side, but the order of their lines is lost: they
 * count half.
 */
function certainty(lines: readonly RecognisedLine[]): number {
  const sum = lines.reduce((total, { confidence, text }) => total + (confidence - 0.5) * text.length, 0);
  return isOnItsSide(lines) ? sum / 2 : sum;
}

/** Recognises the page turned clockwise by quarters; the corners are those of the page as it is. */
async function recogniseTurned(canvas: Canvas, turns: number): Promise<RecognisedLine[]> {
  const { width, height } = canvas;
  const turned = turns === 0 ? canvas : createCanvas(turns === 2 ? width : height, turns === 2 ? height : width);
  const context = turned.getContext('2d');
  if (turns !== 0) {
    context.translate(turned.width / 2, turned.height / 2);
    context.rotate((turns * Math.PI) / 2);
    context.drawImage(canvas, -width / 2, -height / 2);
  }
  const { data } = context.getImageData(0, 0, turned.width, turned.height);
  const lines = await recognise({ width: turned.width, height: turned.height, data: new Uint8Array(data.buffer) });
  const back = (point: { readonly x: number; readonly y: number }): { x: number; y: number } => {
    if (turns === 1) return { x: point.y, y: height - point.x };
    if (turns === 2) return { x: width - point.x, y: height - point.y };
    return turns === 3 ? { x: width - point.y, y: point.x } : point;
  };
  return lines.map((line) => ({ ...line, corners: line.corners.map(back) }));
}
