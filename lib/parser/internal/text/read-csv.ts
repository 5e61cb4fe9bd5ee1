import Papa from 'papaparse';
import { decodeText } from '../decode-text';
import type { ReaderInput } from '../reader';
import { writeRows } from '../table-blocks';

/** Comma, tab or semicolon separated values. Every cell stays the text that it is. */
export function readCsv({ bytes, request, output }: ReaderInput): void {
  const { text, encoding, isUncertain } = decodeText(bytes);
  output.start({ kind: 'csv', encoding, unit: 'document', total: 1 });
  if (isUncertain) output.mark('encoding-uncertain');
  const { data } = Papa.parse<string[]>(text.replace(/\r\n?/g, '\n').replace(/\n+$/, ''), {
    delimitersToGuess: [',', '\t', ';', '|'],
    skipEmptyLines: true,
    newline: '\n',
  });
  const rows = data.slice(0, request.limits.rowsPerSheet);
  writeRows(output, rows, { place: {}, firstRow: 1 });
  if (rows.length < data.length)
    output.warn({ code: 'truncated', limit: 'rows', read: rows.length, total: data.length });
  output.progress(1, 1);
}
