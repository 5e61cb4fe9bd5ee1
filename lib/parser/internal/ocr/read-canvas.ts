import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { Output } from '../output';
import type { Place } from '../../contracts';
import { recognise, type RecognisedLine } from './recognise';
import { writeLines } from './write-lines';

/** Below this mean, the lines of a page are probably upside down. */
const LOW_MEAN = 0.6;

/** Reads a drawn page by OCR and writes its blocks; `scale` is the points of the page for a pixel. */
export async function readCanvas(
  canvas: Canvas,
  at: { readonly place: Place; readonly page: number; readonly scale: number },
  output: Output,
): Promise<void> {
  let lines = await recogniseTurned(canvas, 0);
  for (const turns of otherTurns(lines)) {
    const turned = await recogniseTurned(canvas, turns);
    // Single lines are also read on their side, but their order is lost: a turned page that reads as well is better.
    if (certainty(turned) >= 0.9 * certainty(lines)) lines = turned;
  }
  writeLines(lines, at, output);
}

/** Which quarter turns are worth a try: the sides for upright columns of boxes, else upside down. */
function otherTurns(lines: readonly RecognisedLine[]): readonly number[] {
  const tall = lines.filter(({ corners }) => {
    const [topLeft, topRight, , bottomLeft] = corners;
    if (topLeft === undefined || topRight === undefined || bottomLeft === undefined) return false;
    return Math.abs(bottomLeft.y - topLeft.y) > 1.5 * Math.abs(topRight.x - topLeft.x);
  });
  if (tall.length > 0.6 * lines.length) return [1, 3];
  return lines.length >= 3 && mean(lines) < LOW_MEAN ? [2] : [];
}

function mean(lines: readonly RecognisedLine[]): number {
  return lines.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, lines.length);
}

/** Confident characters; a page that lies on its side gives few of them. */
function certainty(lines: readonly RecognisedLine[]): number {
  return lines.reduce((sum, { confidence, text }) => sum + (confidence - 0.5) * text.length, 0);
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
