/** A table as compact Markdown: no padding, no space around bars; one row a line. */
export function tableText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `|${row.map(cellText).join('|')}|`).join('\n');
}

function cellText(cell: string): string {
  return cell
    .trim()
    .replace(/\|/g, '\\|')
    .replace(/\s*\n\s*/g, ' ');
}
