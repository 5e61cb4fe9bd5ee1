import { z } from 'zod';

/** What the parser reads. Found by content; the name decides among kinds of plain text only. */
export const DOCUMENT_KINDS = [
  'pdf',
  'docx',
  'doc',
  'xlsx',
  'xls',
  'ods',
  'csv',
  'pptx',
  'odt',
  'odp',
  'rtf',
  'text',
  'markdown',
  'html',
  'json',
  'xml',
  'eml',
  'image',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const BLOCK_KINDS = ['heading', 'paragraph', 'table', 'list', 'note', 'comment', 'hidden'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

/** Why a text is not seen by who opens the document. */
export const HIDDEN_REASONS = [
  'white',
  'invisible',
  'tiny',
  'off-page',
  'hidden-text',
  'hidden-row',
  'hidden-column',
  'hidden-sheet',
  'hidden-slide',
] as const;
export type HiddenReason = (typeof HIDDEN_REASONS)[number];

export const WARNING_CODES = [
  'garbled-text',
  'hidden-text',
  'ocr-used',
  'ocr-low-confidence',
  'ocr-skipped',
  'truncated',
  'tracked-changes',
  'macros-ignored',
  'embedded-files-ignored',
  'attachments-ignored',
  'scripts-removed',
  'formula-without-value',
  'pages-unreadable',
  'control-tokens-broken',
  'encoding-uncertain',
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

export const FAILURE_CODES = [
  'document-password-needed',
  'document-password-wrong',
  'document-protected',
  'document-damaged',
  'document-kind-unknown',
  'document-too-large',
  'document-expands',
  'document-entities',
  'document-empty',
  'document-too-slow',
  'document-too-much-memory',
  'document-parser-failed',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** What a limit cut short. */
export const LIMIT_NAMES = ['pages', 'rows', 'output', 'time', 'memory', 'ocr-pages'] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

const count = z.int().min(0);

/** Where a block stands. Pages, slides, sheets and paragraphs count from 1. */
export const placeSchema = z.strictObject({
  page: count.optional(),
  slide: count.optional(),
  sheet: z.string().optional(),
  sheetNumber: count.optional(),
  /** Cells, such as A1:F50. */
  range: z.string().optional(),
  paragraph: count.optional(),
  part: z.enum(['header', 'footer', 'footnote', 'endnote', 'text-box', 'notes', 'form', 'annotation']).optional(),
});
export type Place = z.infer<typeof placeSchema>;

export const blockSchema = z.strictObject({
  place: placeSchema,
  kind: z.enum(BLOCK_KINDS),
  /** A table is compact Markdown here and cells in `rows`. */
  text: z.string(),
  /** Of a heading or a list item, from 1. */
  level: z.int().min(1).max(9).optional(),
  rows: z.array(z.array(z.string())).optional(),
  /** Formulas of a table by cell name; the cell itself shows the stored value. */
  formulas: z.record(z.string(), z.string()).optional(),
  /** Left, top, right, bottom in points from the top left corner of the page as it is shown. */
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  hidden: z.enum(HIDDEN_REASONS).optional(),
  /** Read by OCR; the share of certainty of its least certain line. */
  ocrConfidence: z.number().min(0).max(1).optional(),
  /** Not readable text: not to be indexed. */
  isGarbled: z.literal(true).optional(),
  author: z.string().optional(),
});
export type Block = z.infer<typeof blockSchema>;

export const warningSchema = z.strictObject({
  code: z.enum(WARNING_CODES),
  count: count.optional(),
  places: z.array(placeSchema).optional(),
  /** Of `truncated`: which limit, and how much of it was read. */
  limit: z.enum(LIMIT_NAMES).optional(),
  read: count.optional(),
  total: count.optional(),
  names: z.array(z.string()).optional(),
});
export type ParserWarning = z.infer<typeof warningSchema>;

const startSchema = z.strictObject({
  type: z.literal('start'),
  kind: z.enum(DOCUMENT_KINDS),
  encoding: z.string().optional(),
  unit: z.enum(['page', 'sheet', 'slide', 'document']),
  total: count,
  title: z.string().optional(),
  /** Names of the sheets, in order. */
  sheets: z.array(z.string()).optional(),
});

const failureSchema = z.strictObject({
  type: z.literal('failure'),
  code: z.enum(FAILURE_CODES),
  detail: z.string(),
});

/** What the parser writes, one JSON text a line. */
export const parserEventSchema = z.discriminatedUnion('type', [
  startSchema,
  z.strictObject({ type: z.literal('block'), block: blockSchema }),
  z.strictObject({ type: z.literal('progress'), done: count, total: count }),
  z.strictObject({ type: z.literal('warning'), warning: warningSchema }),
  z.strictObject({ type: z.literal('end') }),
  failureSchema,
]);
export type ParserEvent = z.infer<typeof parserEventSchema>;

/** What the parser writes when it draws a page. */
export const drawnPageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('drawn'),
    /** Size of the page in the unit of the boxes of its blocks: points, or pixels of an image. */
    width: z.number().positive(),
    height: z.number().positive(),
    /** WebP, in base64. */
    image: z.base64(),
  }),
  failureSchema,
]);

export const parserLimitsSchema = z.strictObject({
  inputBytes: z.int().min(1),
  /** Text that may come out. */
  outputBytes: z.int().min(1),
  /** What an archive (DOCX, XLSX, …) may unpack to. */
  expandedBytes: z.int().min(1),
  pages: z.int().min(1),
  rowsPerSheet: z.int().min(1),
  ocrPages: z.int().min(0),
  memoryMegabytes: z.int().min(64),
  /** Without any progress. */
  idleSeconds: z.number().positive(),
  totalSeconds: z.number().positive(),
});
export type ParserLimits = z.infer<typeof parserLimitsSchema>;

/** The first line that the parser reads; the bytes of the document follow. */
export interface ParserRequest {
  readonly name: string;
  readonly password?: string;
  /** Which version of a document with tracked changes. */
  readonly changes: 'accepted' | 'original';
  readonly limits: ParserLimits;
  /** Draws this page, from 1, instead of reading the document; the answer is one line (`drawnPageSchema`). */
  readonly drawPage?: number;
}
