import path from 'node:path';
import { childrenOf, find, parseXml, scanXml } from '../xml';
import type { Archive } from '../zip';

/** Formulas whose result the program never stored, by sheet and cell; SheetJS drops such cells unsaid. */
export async function formulasWithoutValue(archive: Archive): Promise<Map<string, Map<string, string>>> {
  const found = new Map<string, Map<string, string>>();
  const workbookBytes = await archive.read('xl/workbook.xml');
  const relationBytes = await archive.read('xl/_rels/workbook.xml.rels');
  if (workbookBytes === undefined || relationBytes === undefined) return found;
  const targets = new Map(
    childrenOf(parseXml(relationBytes), 'Relationship').map(({ attributes }) => [
      attributes.Id ?? '',
      attributes.Target ?? '',
    ]),
  );
  for (const { attributes } of childrenOf(find(parseXml(workbookBytes), 'sheets'), 'sheet')) {
    const target = targets.get(attributes['r:id'] ?? '') ?? '';
    const bytes = await archive.read(target.startsWith('/') ? target.slice(1) : path.posix.join('xl', target));
    // Most sheets have no formula, and the search for one is fast.
    if (bytes === undefined || !Buffer.from(bytes).includes('<f')) continue;
    const cells = emptyFormulas(bytes);
    if (cells.size > 0) found.set(attributes.name ?? '', cells);
  }
  return found;
}

/** The cells of a sheet that have a formula and no value. */
function emptyFormulas(bytes: Uint8Array): Map<string, string> {
  const cells = new Map<string, string>();
  let cell = '';
  let inside = '';
  let formula: string | undefined;
  let hasValue = false;
  scanXml(bytes, {
    open: (name, attributes) => {
      inside = name;
      if (name === 'c') {
        cell = attributes.r ?? '';
        formula = undefined;
        hasValue = false;
      } else if (name === 'f') formula = '';
    },
    text: (text) => {
      if (inside === 'f') formula = (formula ?? '') + text;
      else if (inside === 'v' || inside === 't') hasValue ||= text !== '';
    },
    close: (name) => {
      inside = '';
      if (name === 'c' && formula !== undefined && !hasValue) cells.set(cell, formula);
    },
  });
  return cells;
}
