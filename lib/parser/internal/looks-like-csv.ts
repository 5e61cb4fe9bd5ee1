import Papa from 'papaparse';

const SAMPLE_ROWS = 20;

/** True for text whose first rows all have the same number of cells, at least two. */
export function looksLikeCsv(text: string): boolean {
  return [',', '\t', ';'].some((delimiter) => {
    const { data } = Papa.parse<string[]>(text, { delimiter, preview: SAMPLE_ROWS, skipEmptyLines: true });
    const width = data[0]?.length ?? 0;
    return data.length >= 2 && width >= 2 && data.every((row) => row.length === width);
  });
}
