import type { Output } from '../output';
import { pageBlocks } from '../pdf/page-blocks';
import type { TextRun } from '../pdf/read-operators';
import type { Point } from '../pdf/geometry';
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
    const confidence = Math.min(1, ...runs.filter((run) => isInside(run, block.bbox)).map((run) => run.confidence));
    if (confidence < LOW_CONFIDENCE) output.mark('ocr-low-confidence', place);
    output.block({ ...block, place, ocrConfidence: Math.round(confidence * 1000) / 1000 });
  }
}

type OcrRun = TextRun & { readonly confidence: number };

function runsOf(lines: readonly RecognisedLine[], scale: number): OcrRun[] {
  const sides = lines.map(({ corners }) => {
    const [topLeft, topRight, bottomRight, bottomLeft] = corners.map(({ x, y }): Point => [x * scale, y * scale]);
    return { from: bottomLeft ?? [0, 0], to: bottomRight ?? [0, 0], top: topLeft ?? topRight ?? [0, 0] };
  });
  const angle = median(sides.map(({ from, to }) => Math.atan2(to[1] - from[1], to[0] - from[0])));
  const turn = ([x, y]: Point): Point => [
    x * Math.cos(-angle) - y * Math.sin(-angle),
    x * Math.sin(-angle) + y * Math.cos(-angle),
  ];
  const heights = sides.map(({ from, top }) => Math.hypot(from[0] - top[0], from[1] - top[1]) * BOX_TO_HEIGHT);
  const usual = median(heights);
  return lines.map(({ text, confidence }, index) => {
    const height = heights[index] ?? usual;
    const from = turn(sides[index]?.from ?? [0, 0]);
    const to = turn(sides[index]?.to ?? [0, 0]);
    // Detected heights vary by a few pixels from line to line.
    const settled = Math.abs(height - usual) < 0.3 * usual ? usual : height;
    return { text, confidence, from, to: [to[0], from[1]], height: settled };
  });
}

function isInside({ from, to, height }: TextRun, bbox: readonly number[] | undefined): boolean {
  const [left = 0, top = 0, right = 0, bottom = 0] = bbox ?? [];
  const x = (from[0] + to[0]) / 2;
  const y = from[1] - height / 2;
  return x >= left && x <= right && y >= top && y <= bottom;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
