export interface DiffPart {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** A comparison grows with the product of both lengths: longer texts are shown one after the other. */
const MAX_TOKENS = 1_500;
/** Latin words as wholes, Chinese by the character. */
const TOKENS = /[\p{Script=Latin}\p{N}_]+|\s+|./gsu;

/** What was taken away and what came new between two texts, by the longest common subsequence of their words. */
export function diffTexts(before: string, after: string): readonly DiffPart[] {
  const old = before.match(TOKENS) ?? [];
  const now = after.match(TOKENS) ?? [];
  if (old.length > MAX_TOKENS || now.length > MAX_TOKENS) return join([{ kind: 'gone', text: before }, { kind: 'new', text: after }]);
  const width = now.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number) => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      common[row * width + column] = old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const parts: DiffPart[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      parts.push({ kind: 'same', text: old[row] ?? '' });
      row += 1;
      column += 1;
    } else if (row < old.length && (column >= now.length || at(row + 1, column) >= at(row, column + 1))) {
      parts.push({ kind: 'gone', text: old[row] ?? '' });
      row += 1;
    } else {
      parts.push({ kind: 'new', text: now[column] ?? '' });
      column += 1;
    }
  }
  return join(parts);
}

function join(parts: readonly DiffPart[]): readonly DiffPart[] {
  const joined: DiffPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.text === '') continue;
    if (last?.kind === part.kind) joined[joined.length - 1] = { kind: part.kind, text: last.text + part.text };
    else joined.push(part);
  }
  return joined;
}
