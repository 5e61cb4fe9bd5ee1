import { IDENTITY, type Matrix } from './geometry';

/** The part of PDF's graphics state that decides where text stands and whether it is seen. */
export interface DrawState {
  matrix: Matrix;
  textMatrix: Matrix;
  x: number;
  y: number;
  lineX: number;
  lineY: number;
  fontSize: number;
  /** Width of a glyph unit. */
  unit: number;
  isVertical: boolean;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
  mode: number;
  /** `#rrggbb`; undefined for a pattern. */
  fill: string | undefined;
  alpha: number;
}

/** The state at the start of a page or form, with this matrix from its space to the page's. */
export function initialState(matrix: Matrix): DrawState {
  return {
    matrix,
    textMatrix: IDENTITY,
    x: 0,
    y: 0,
    lineX: 0,
    lineY: 0,
    fontSize: 0,
    unit: 0.001,
    isVertical: false,
    charSpacing: 0,
    wordSpacing: 0,
    scale: 1,
    leading: 0,
    rise: 0,
    mode: 0,
    fill: '#000000',
    alpha: 1,
  };
}

/** True when the eye cannot distinguish text of one colour on a background of the other. */
export function isSameColour(one: string, other: string): boolean {
  const distance = (from: number): number =>
    Math.abs(parseInt(one.slice(from, from + 2), 16) - parseInt(other.slice(from, from + 2), 16));
  return Math.max(distance(1), distance(3), distance(5)) <= 16;
}
