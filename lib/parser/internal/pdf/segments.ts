import { apply, boxAround, type Box, type Matrix, union } from './geometry';
import type { TextRun } from './read-operators';

/** Text without a wide gap inside of one row, in a coordinate system in which it reads from left to right. */
export interface Segment {
  readonly text: string;
  readonly box: Box;
  readonly height: number;
}

/** A row: segments whose middles stand at one height, from left to right. */
export type Row = readonly Segment[];

interface Part {
  readonly text: string;
  readonly box: Box;
  readonly height: number;
}

/** Of an em. A word space is about 0.25; a justified line has up to 1. */
const SPACE_GAP = 0.15;
const SEGMENT_GAP = 1.2;
const HAN = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

/** One of four directions of text, with the runs turned so that they read from left to right. */
export interface Direction {
  readonly rows: readonly Row[];
  /** From the turned coordinates back to the page. */
  readonly back: (box: Box) => Box;
  readonly characters: number;
}

/** Runs by their direction, the one with most text first. */
export function directionsOf(runs: readonly TextRun[]): Direction[] {
  const groups = Map.groupBy(runs, ({ from, to }) => quarterTurns(to[0] - from[0], to[1] - from[1]));
  return [...groups]
    .map(([turns, group]) => {
      const { turn, back } = TURNS[turns];
      const parts = group.map((run) => partOf(run, turn));
      return {
        rows: rowsOf(parts),
        back: (box: Box) => boxAround(back, box),
        characters: parts.reduce((sum, { text }) => sum + text.length, 0),
      };
    })
    .sort((one, other) => other.characters - one.characters);
}

type Turns = 0 | 1 | 2 | 3;

const TURNS: Readonly<Record<Turns, { readonly turn: Matrix; readonly back: Matrix }>> = {
  0: { turn: [1, 0, 0, 1, 0, 0], back: [1, 0, 0, 1, 0, 0] },
  1: { turn: [0, -1, 1, 0, 0, 0], back: [0, 1, -1, 0, 0, 0] },
  2: { turn: [-1, 0, 0, -1, 0, 0], back: [-1, 0, 0, -1, 0, 0] },
  3: { turn: [0, 1, -1, 0, 0, 0], back: [0, -1, 1, 0, 0, 0] },
};

function quarterTurns(x: number, y: number): Turns {
  if (Math.abs(x) >= Math.abs(y)) return x >= 0 ? 0 : 2;
  return y > 0 ? 1 : 3;
}

function partOf({ text, from, to, height }: TextRun, turn: Matrix): Part {
  const [left, y] = apply(turn, from);
  const [right, otherY] = apply(turn, to);
  const top = Math.min(y, otherY) - height * 0.85;
  return { text, box: [left, top, Math.max(right, left), Math.max(y, otherY) + height * 0.15], height };
}

function middle({ box }: Part): number {
  return (box[1] + box[3]) / 2;
}

function rowsOf(parts: readonly Part[]): Row[] {
  const rows: Part[][] = [];
  for (const part of parts.toSorted((one, other) => middle(one) - middle(other))) {
    const row = rows.at(-1);
    const first = row?.[0];
    // Superscripts and small print stand beside their line.
    const isSameRow =
      first !== undefined && Math.abs(middle(part) - middle(first)) < Math.max(part.height, first.height) * 0.45;
    if (isSameRow) row?.push(part);
    else rows.push([part]);
  }
  return rows.map(segmentsOf);
}

function segmentsOf(parts: readonly Part[]): Segment[] {
  const segments: Part[][] = [];
  for (const part of parts.toSorted((one, other) => one.box[0] - other.box[0])) {
    const last = segments.at(-1)?.at(-1);
    const gap = last === undefined ? Number.POSITIVE_INFINITY : part.box[0] - last.box[2];
    if (last !== undefined && isSameGlyphAgain(last, part)) continue;
    if (gap > SEGMENT_GAP * part.height) segments.push([part]);
    else segments.at(-1)?.push(part);
  }
  return segments.map((group) => ({
    text: group
      .map((part, index) => separator(group[index - 1], part) + part.text)
      .join('')
      .replace(/\s+/g, ' ')
      .trim(),
    box: union(group.map(({ box }) => box)),
    height: Math.max(...group.map(({ height }) => height)),
  }));
}

/** Bold text is often the same text drawn twice, a little apart. */
function isSameGlyphAgain(one: Part, other: Part): boolean {
  return one.text === other.text && Math.abs(one.box[0] - other.box[0]) < other.height * 0.15;
}

function separator(before: Part | undefined, part: Part): string {
  if (before === undefined) return '';
  const isHan = HAN.test(before.text.slice(-1)) && HAN.test(part.text.charAt(0));
  return !isHan && part.box[0] - before.box[2] > SPACE_GAP * part.height ? ' ' : '';
}

/** Joins two lines of one paragraph: without a space where Han meets, without the hyphen of a divided word. */
export function joinLines(one: string, other: string): string {
  if (/\p{Ll}-$/u.test(one) && /^\p{Ll}/u.test(other)) return one.slice(0, -1) + other;
  return HAN.test(one.slice(-1)) || HAN.test(other.charAt(0)) ? one + other : `${one} ${other}`;
}
