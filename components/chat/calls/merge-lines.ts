/**
 * The lines with their newest content, each in its old place, also what is no longer in `current`; new ones come last.
 */
export function mergeLines<Line extends { readonly id: string }>(
  lines: readonly Line[],
  current: readonly Line[],
): Line[] {
  const byId = new Map(current.map((line) => [line.id, line]));
  const old = new Set(lines.map(({ id }) => id));
  return [...lines.map((line) => byId.get(line.id) ?? line), ...current.filter(({ id }) => !old.has(id))];
}
