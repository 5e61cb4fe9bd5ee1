import { detectKind } from './detect-kind';
import { Truncation } from './failure';
import type { Output } from './output';
import type { DocumentKind, ParserRequest } from '../contracts';
import type { Reader } from './reader';
import type { Archive } from './zip';

/** Each kind loads its own libraries only. */
const READERS: Readonly<Record<DocumentKind, () => Promise<Reader>>> = {
  pdf: async () => (await import('./pdf/read-pdf')).readPdf,
  docx: async () => (await import('./office/read-docx')).readDocx,
  doc: async () => (await import('./office/read-doc')).readDoc,
  xlsx: async () => (await import('./office/read-workbook')).readWorkbook,
  xls: async () => (await import('./office/read-workbook')).readWorkbook,
  ods: async () => (await import('./office/read-workbook')).readWorkbook,
  pptx: async () => (await import('./office/read-pptx')).readPptx,
  odt: async () => (await import('./office/read-odf')).readOdf,
  odp: async () => (await import('./office/read-odf')).readOdf,
  rtf: async () => (await import('./office/read-rtf')).readRtf,
  csv: async () => (await import('./text/read-csv')).readCsv,
  text: async () => (await import('./text/read-plain')).readPlain,
  markdown: async () => (await import('./text/read-markdown')).readMarkdown,
  json: async () => (await import('./text/read-plain')).readPlain,
  xml: async () => (await import('./text/read-xml')).readXml,
  html: async () => (await import('./text/read-html')).readHtml,
  eml: async () => (await import('./text/read-eml')).readEml,
  image: async () => (await import('./ocr/read-image')).readImage,
};

const NO_ARCHIVE: Archive = { names: [], read: () => Promise.resolve(undefined) };

/** Finds the kind of a document and reads it; a limit ends it early with a warning. */
export async function readDocument(bytes: Uint8Array, request: ParserRequest, output: Output): Promise<void> {
  const { kind, archive = NO_ARCHIVE } = await detectKind(bytes, request.name, request.limits.expandedBytes);
  const read = await READERS[kind]();
  try {
    await read({ kind, bytes, request, output, archive });
  } catch (error) {
    if (!(error instanceof Truncation)) throw error;
    output.warn({ code: 'truncated', limit: 'output' });
  }
}
