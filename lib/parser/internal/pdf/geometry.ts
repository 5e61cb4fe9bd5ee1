/** An affine matrix as PDF writes it: x' = ax + cy + e, y' = bx + dy + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
export type Box = readonly [left: number, top: number, right: number, bottom: number];
export type Point = readonly [x: number, y: number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** The point after the transformation by `matrix`. */
export function apply(matrix: Matrix, [x, y]: Point): Point {
  return [matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]];
}

/** The smallest box around a rectangle after a transformation. */
export function boxAround(matrix: Matrix, [left, top, right, bottom]: Box): Box {
  const corners = [
    apply(matrix, [left, top]),
    apply(matrix, [right, top]),
    apply(matrix, [left, bottom]),
    apply(matrix, [right, bottom]),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** The smallest box around all boxes. There has to be at least one. */
export function union(boxes: readonly Box[]): Box {
  return boxes.reduce((one, other) => [
    Math.min(one[0], other[0]),
    Math.min(one[1], other[1]),
    Math.max(one[2], other[2]),
    Math.max(one[3], other[3]),
  ]);
}

/** Whether a point is inside a box or on its edge. */
export function contains(box: Box, [x, y]: Point): boolean {
  return x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
}

/** A matrix of numbers, however a library writes it (an array, a typed array, an object with indices). */
export function toMatrix(value: unknown): Matrix {
  const at = (index: number): number => Number(Reflect.get(Object(value), index) ?? 0);
  return [at(0), at(1), at(2), at(3), at(4), at(5)];
}
