import type { Output } from '../output';
import { pageBlocks } from '../pdf/page-blocks';
import type { TextRun } from '../pdf/read-operators';
import { type Box, type Point, union } from '../pdf/geometry';
import type { Place } from '../../contracts';
import type { RecognisedLine } from './recognise';

const LOW_CONFIDENCE = 0.8;
/** A detected box is higher than its characters. */
const BOX_TO_HEIGHT = 0.75;

interface Page {
  readonly place: Place;
  readonly page: number;
  /** Points of the page for a pixel of the image. */
  readonly scale: number;
}

/** Writes recognised lines in reading order: turned upright by the angle of most of them, then laid out as a PDF's. */
export function writeLines(lines: readonly RecognisedLine[], { place, page, scale }: Page, output: Output): void {
  output.mark('ocr-used', place);
  const runs = runsOf(lines, scale);
  const height = median(runs.map((run) => run.height));
  for (const block of pageBlocks(runs, page, height)) {
    const inside = runs.filter((run) => isInside(run, block.bbox));
    const confidence = Math.min(1, ...inside.map((run) => run.confidence));
    const bbox = inside.length === 0 ? undefined : union(inside.map((run) => run.box));
    if (confidence < LOW_CONFIDENCE) output.mark('ocr-low-confidence', place);
    output.block({
      ...block,
      place,
      ...(bbox === undefined ? {} : { bbox: [bbox[0], bbox[1], bbox[2], bbox[3]] }),
      ocrConfidence: Math.round(confidence * 1000) / 1000,
    });
  }
}

/** A run with its box on the page as it is, before it was turned upright. */
type OcrRun = TextRun & { readonly confidence: number; readonly box: Box };

function runsOf(lines: readonly RecognisedLine[], scale: number): OcrRun[] {
  const sides = lines.map(({ corners }) => {
    const [topLeft, topRight, bottomRight, bottomLeft] = corners.map(({ x, y }): Point => [x * scale, y * scale]);
    return { from: bottomLeft ?? [0, 0], to: bottomRight ?? [0, 0], top: topLeft ?? topRight ?? [0, 0] };
  });
  // A page may lie on its side: that is left to the layout, which reads in four directions.
  const angle = median(sides.map(({ from, to }) => tiltOf(Math.atan2(to[1] - from[1], to[0] - from[0]))));
  const turn = ([x, y]: Point): Point => [
    x * Math.cos(-angle) - y * Math.sin(-angle),
    x * Math.sin(-angle) + y * Math.cos(-angle),
  ];
  const heights = sides.map(({ from, top }) => Math.hypot(from[0] - top[0], from[1] - top[1]) * BOX_TO_HEIGHT);
  const usual = median(heights);
  const boxes = lines.map(({ corners }): Box => {
    const xs = corners.map(({ x }) => Math.round(x * scale * 10) / 10);
    const ys = corners.map(({ y }) => Math.round(y * scale * 10) / 10);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  });
  return lines.map(({ text, confidence }, index) => {
    const height = heights[index] ?? usual;
    const from = turn(sides[index]?.from ?? [0, 0]);
    const to = turn(sides[index]?.to ?? [0, 0]);
    // Detected heights vary by a few pixels from line to line.
    const settled = Math.abs(height - usual) < 0.3 * usual ? usual : height;
    return { text, confidence, from, to: levelled(from, to), height: settled, box: boxes[index] ?? [0, 0, 0, 0] };
  });
}

function isInside({ from, to }: TextRun, bbox: readonly number[] | undefined): boolean {
  const [left = 0, top = 0, right = 0, bottom = 0] = bbox ?? [];
  const x = (from[0] + to[0]) / 2;
  const y = (from[1] + to[1]) / 2;
  // Boxes are rounded, and the baseline is near their edge.
  return x >= left - 1 && x <= right + 1 && y >= top - 1 && y <= bottom + 1;
}

/** The angle to the nearest quarter turn. */
function tiltOf(angle: number): number {
  const quarter = Math.PI / 2;
  return angle - Math.round(angle / quarter) * quarter;
}

/** The end of a line that is exactly level or upright. */
function levelled(from: Point, to: Point): Point {
  return Math.abs(to[0] - from[0]) >= Math.abs(to[1] - from[1]) ? [to[0], from[1]] : [from[0], to[1]];
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
