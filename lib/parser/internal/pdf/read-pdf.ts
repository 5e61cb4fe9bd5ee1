import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { messageOf } from '@/lib/errors/message-of';
import { unreadableShare } from '../clean-text';
import { ParseFailure, Truncation } from '../failure';
import type { ReaderInput } from '../reader';
import { openPdf } from './open-pdf';
import { pageBlocks } from './page-blocks';
import { readOperators, type TextRun } from './read-operators';
import { writeAnnotations } from './write-annotations';

const FEWEST_CHARACTERS = 10;
const SCAN_SHARE = 0.5;
const UNREADABLE_SHARE = 0.02;
const USUAL_HEIGHT = 10.5;

/** Reads a PDF page by page: its text where it has some, OCR where it is a picture or cannot be read. */
export async function readPdf({ bytes, request, output }: ReaderInput): Promise<void> {
  const document = await openPdf(bytes, request.password);
  const total = document.numPages;
  if (total === 0) throw new ParseFailure('document-empty', 'a PDF without pages');
  output.start({ kind: 'pdf', unit: 'page', total, ...(await titleOf(document)) });
  const layers = await document.getOptionalContentConfig();
  const heights = new Map<number, number>();
  const last = Math.min(total, request.limits.pages);
  let ocrPages = 0;
  for (let number = 1; number <= last; number += 1) {
    try {
      const page = await document.getPage(number);
      const viewport = page.getViewport({ scale: 1 });
      const { runs, imageShare } = await readOperators(page, viewport, layers);
      if (needsOcr(runs, imageShare)) {
        ocrPages += 1;
        if (ocrPages > request.limits.ocrPages) output.mark('ocr-skipped', { page: number });
        else await readByOcr(page, number);
      } else for (const block of pageBlocks(runs, number, bodyHeight(runs, heights))) output.block(block);
      await writeAnnotations(page, viewport, number, output);
      page.cleanup();
    } catch (error) {
      if (error instanceof ParseFailure || error instanceof Truncation) throw error;
      console.error(`page ${number}: ${messageOf(error)}`);
      output.mark('pages-unreadable', { page: number });
    }
    output.progress(number, last);
  }
  if (last < total) output.warn({ code: 'truncated', limit: 'pages', read: last, total });
  for (const name of Object.keys((await document.getAttachments()) ?? {}))
    output.mark('embedded-files-ignored', undefined, name);
  if (await document.hasJSActions()) output.mark('scripts-removed');

  async function readByOcr(page: PDFPageProxy, number: number): Promise<void> {
    const { readPageByOcr } = await import('../ocr/read-page');
    await readPageByOcr(page, number, output);
  }
}

async function titleOf(document: PDFDocumentProxy): Promise<{ title?: string }> {
  const { info } = await document.getMetadata();
  const title: unknown = Reflect.get(info, 'Title');
  return typeof title === 'string' && title.trim() !== '' ? { title } : {};
}

/** A page is read by OCR when a picture covers it and has no text, or when its characters cannot be read. */
function needsOcr(runs: readonly TextRun[], imageShare: number): boolean {
  const text = runs.map((run) => run.text).join('');
  const length = text.replace(/\s/gu, '').length;
  if (length < FEWEST_CHARACTERS) return imageShare > SCAN_SHARE;
  return unreadableShare(text) > UNREADABLE_SHARE;
}

/** The height of most of the characters so far. */
function bodyHeight(runs: readonly TextRun[], heights: Map<number, number>): number {
  for (const { text, height } of runs) {
    const rounded = Math.round(height * 2) / 2;
    heights.set(rounded, (heights.get(rounded) ?? 0) + text.length);
  }
  let best = USUAL_HEIGHT;
  for (const [height, characters] of heights) if (characters > (heights.get(best) ?? 0)) best = height;
  return best;
}
