import { z } from 'zod';
import { blockSchema, warningSchema } from '@/lib/parser/contracts';

/** Bytes of a stored part; parts of an upload begin at multiples of it. */
export const PART_BYTES = 1_048_576;
/** Most bytes of one request of an upload. */
export const UPLOAD_BYTES = 4 * PART_BYTES;
export const MAX_FILES_PER_PERSON = 5_000;
export const FILES_PAGE_SIZE = 50;
const MAX_NAME = 255;

/**
 * uploading: parts are missing. waiting: for the scanner and a parser. reading: the first blocks can be read. failed:
 * `error` says why. deleted: only its name is left, for the messages it came with.
 */
export const FILE_STATES = ['uploading', 'waiting', 'scanning', 'reading', 'ready', 'failed', 'deleted'] as const;
export const fileStateSchema = z.enum(FILE_STATES);
export type FileState = z.infer<typeof fileStateSchema>;

/** The last part of a path, with its control and bidirectional characters removed. */
const nameSchema = z
  .string()
  .transform((name) =>
    (name.split(/[/\\]/).at(-1) ?? '')
      .trim()
      .slice(-MAX_NAME)
      .replaceAll(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\u{FFFD}]/gu, '')
      .trim(),
  )
  .refine((name) => name !== '' && name !== '.' && name !== '..');

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** POST /api/files. With the hash of a file that the person has already, nothing is sent again. */
export const beginUploadSchema = z.object({
  name: nameSchema,
  size: z.int().positive(),
  sha256: sha256Schema.optional(),
});
export type BeginUploadInput = z.output<typeof beginUploadSchema>;

export const fileParamsSchema = z.object({ fileId: z.uuid() });

/** PUT /api/files/:id/parts: where the part begins, and its hash where the browser can compute one. */
export const uploadPartSchema = z.object({ offset: z.coerce.number().int().min(0), sha256: sha256Schema.optional() });
export type UploadPartInput = z.output<typeof uploadPartSchema>;

/** Bytes that arrived so far. */
export const receivedSchema = z.object({ received: z.number() });

/** POST /api/files/:id/finish */
export const finishUploadSchema = z.object({ sha256: sha256Schema.optional() });

export const filePasswordSchema = z.object({ password: z.string().min(1).max(200) });

export const FILE_SORTS = ['created', 'name', 'size'] as const;
export const listFilesSchema = z.object({
  search: z.string().trim().max(200).optional(),
  sort: z.enum(FILE_SORTS).default('created'),
  order: z.enum(['asc', 'desc']).default('desc'),
  page: z.coerce.number().int().min(1).max(1_000).default(1),
});
export type ListFilesInput = z.output<typeof listFilesSchema>;

/** A file as its owner sees it. Dates are ISO 8601. */
export const fileSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Bytes. */
  size: z.number(),
  state: fileStateSchema,
  /** Bytes that arrived; an upload continues here. */
  received: z.number(),
  /** Code of a sentence in `errors` of the messages. */
  error: z.string().nullable(),
  /** pdf, docx, … */
  kind: z.string().nullable(),
  title: z.string().nullable(),
  unit: z.enum(['page', 'sheet', 'slide', 'document']).nullable(),
  /** Units of the document, and how many of them were read. */
  total: z.number().nullable(),
  done: z.number(),
  sheets: z.array(z.string()).nullable(),
  /** Blocks that can be read now. */
  blocks: z.number(),
  characters: z.number(),
  /** Of all its blocks; null until they were counted. */
  tokens: z.number().nullable(),
  tokensExact: z.boolean(),
  warnings: z.array(warningSchema),
  createdAt: z.string(),
  /** Conversations of the owner with a question that has this file. */
  usedIn: z.number(),
});
export type FileDto = z.infer<typeof fileSchema>;

export const quotaSchema = z.object({
  /** Bytes of the person's files, and what they may be. */
  used: z.number(),
  limit: z.number(),
  /** Most bytes of one file. */
  fileLimit: z.number(),
});
export type QuotaDto = z.infer<typeof quotaSchema>;

export const filesPageSchema = z.object({ files: z.array(fileSchema), total: z.number(), quota: quotaSchema });
export type FilesPage = z.infer<typeof filesPageSchema>;

/** GET /api/files/:id/blocks: blocks from an ordinal on, all or of one page, slide or sheet. */
export const readBlocksSchema = z.object({
  from: z.coerce.number().int().min(0).default(0),
  unit: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
export type ReadBlocksInput = z.output<typeof readBlocksSchema>;

/** A block with its place in the order of the document, from 0. */
export const storedBlockSchema = blockSchema.extend({ ordinal: z.int() });
export type StoredBlock = z.infer<typeof storedBlockSchema>;

export const blocksPageSchema = z.object({
  blocks: z.array(storedBlockSchema),
  /** `from` of the next page; null at the end of what was read so far. */
  next: z.number().nullable(),
  state: fileStateSchema,
});
export type BlocksPage = z.infer<typeof blocksPageSchema>;
