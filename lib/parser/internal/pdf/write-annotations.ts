import type { PDFPageProxy, PageViewport } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Output } from '../output';
import { boxAround, toMatrix } from './geometry';

const COMMENTS = new Set(['Text', 'FreeText', 'Highlight', 'Underline', 'StrikeOut', 'Squiggly', 'Popup']);

/** Filled form fields as `name: value`, and what readers wrote on the page as comments. */
export async function writeAnnotations(
  page: PDFPageProxy,
  viewport: PageViewport,
  number: number,
  output: Output,
): Promise<void> {
  const annotations: unknown[] = await page.getAnnotations();
  for (const annotation of annotations) {
    const read = (key: string): unknown => Reflect.get(Object(annotation), key);
    const [left, top, right, bottom] = toMatrix(read('rect'));
    const bbox = boxAround(toMatrix(viewport.transform), [left, top, right, bottom]);
    const place = { page: number };
    const box = [bbox[0], bbox[1], bbox[2], bbox[3]] satisfies [number, number, number, number];
    if (read('subtype') === 'Widget') {
      const value = fieldValue(read);
      const name = [read('alternativeText'), read('fieldName')].find((text) => typeof text === 'string' && text !== '');
      if (value !== undefined)
        output.block({
          place: { ...place, part: 'form' },
          kind: 'paragraph',
          text: `${typeof name === 'string' ? name : ''}: ${value}`,
          bbox: box,
        });
    } else if (COMMENTS.has(String(read('subtype')))) {
      const text: unknown = Reflect.get(Object(read('contentsObj')), 'str');
      const author: unknown = Reflect.get(Object(read('titleObj')), 'str');
      if (typeof text === 'string' && text.trim() !== '')
        output.block({
          place: { ...place, part: 'annotation' },
          kind: 'comment',
          text,
          bbox: box,
          ...(typeof author === 'string' && author !== '' ? { author } : {}),
        });
    } else if (read('subtype') === 'FileAttachment') output.mark('embedded-files-ignored', place);
  }
}

function fieldValue(read: (key: string) => unknown): string | undefined {
  const value = read('fieldValue');
  if (read('checkBox') === true || read('radioButton') === true)
    return value === read('exportValue') || value === read('buttonValue') ? '☑' : '☐';
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(String).join(', ');
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
