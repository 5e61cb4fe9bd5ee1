import path from 'node:path';
import { childrenOf, descendants, find, parseXml, textOf } from '../xml';
import type { Archive } from '../zip';

/** A sheet's XML is read a second time for this, so only where it is small. */
const LARGEST_SHEET = 20_000_000;

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
    if (bytes === undefined || bytes.length > LARGEST_SHEET || !Buffer.from(bytes).includes('<f')) continue;
    const cells = new Map<string, string>();
    for (const cell of descendants(parseXml(bytes), 'c')) {
      const formula = find(cell, 'f');
      const isEmpty = textOf(find(cell, 'v')) === '' && cell.attributes.t !== 'inlineStr';
      if (formula !== undefined && isEmpty) cells.set(cell.attributes.r ?? '', textOf(formula));
    }
    if (cells.size > 0) found.set(attributes.name ?? '', cells);
  }
  return found;
}
