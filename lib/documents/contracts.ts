import { z } from 'zod';
import { BLOCK_KINDS, blockSchema, HIDDEN_REASONS, placeSchema } from '@/lib/parser/contracts';

/** A block whose least certain OCR line is below this is marked for the reader and for the model. */
export const UNCERTAIN_BELOW = 0.8;

/** One block of a section, as it is shown to people and laid out for the model. */
export const sectionPieceSchema = z.object({
  kind: z.enum(BLOCK_KINDS),
  text: z.string(),
  level: z.int().optional(),
  hidden: z.enum(HIDDEN_REASONS).optional(),
  author: z.string().optional(),
  part: placeSchema.shape.part,
  /** On the page as it is drawn (`PageImage`). */
  bbox: blockSchema.shape.bbox,
  /** Read by OCR, and not certain. */
  isUncertain: z.boolean().optional(),
  /** Not readable; its text is left out. */
  isGarbled: z.boolean().optional(),
});
export type SectionPiece = z.infer<typeof sectionPieceSchema>;

/** What can be cited: `p` a page or slide, `s` a section of a document without pages; numbers count from 1. */
export const documentSectionSchema = z.object({
  unit: z.enum(['p', 's']),
  number: z.int(),
  /** Of its first block. */
  place: placeSchema,
  /** The heading it begins with or stands under. */
  heading: z.string().optional(),
  pieces: z.array(sectionPieceSchema),
});
export type DocumentSection = z.infer<typeof documentSectionSchema>;

/** A document as the model gets it. */
export interface LaidOutDocument {
  readonly text: string;
  readonly sections: readonly DocumentSection[];
}

/** [start, end) in UTF-16 units of the text of the section (`sectionText`). */
export const passageSchema = z.object({ start: z.int(), end: z.int() });
export type Passage = z.infer<typeof passageSchema>;

/**
 * found: the place exists and bears the statement. moved: the quotation stands at this place, and the answer named
 * another. missing: nothing of it was found, so it is no citation.
 */
export const CITATION_STATUSES = ['found', 'moved', 'missing'] as const;

export const citationSchema = z.object({
  /** The mark in the answer's text, [start, end) in UTF-16 units. */
  start: z.int(),
  end: z.int(),
  status: z.enum(CITATION_STATUSES),
  /** Index of the file among those of the answer's question and of the turns before it; null where there is none. */
  file: z.int().nullable(),
  /** The place, null when missing. */
  section: documentSectionSchema.pick({ unit: true, number: true, place: true, heading: true }).nullable(),
  /** The sentence or the quotation; null where only the page could be found. */
  passage: passageSchema.nullable(),
});
export type Citation = z.infer<typeof citationSchema>;

export const messageParamsSchema = z.object({ messageId: z.uuid() });

/** GET /api/messages/:id/citations. */
export const messageCitationsSchema = z.object({
  /** The files of the branch in the order of their numbers. */
  files: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      unit: z.enum(['page', 'sheet', 'slide', 'document']).nullable(),
      isDeleted: z.boolean(),
      /** Those that are cited. */
      sections: z.array(documentSectionSchema),
    }),
  ),
  /** By part of the message; a part without marks is left out. */
  parts: z.array(z.object({ part: z.int(), citations: z.array(citationSchema) })),
});
export type MessageCitations = z.infer<typeof messageCitationsSchema>;

/** GET /api/files/:id/pages/:page. Pages count from 1. */
export const filePageParamsSchema = z.object({ fileId: z.uuid(), page: z.coerce.number().int().min(1).max(100_000) });

/** A page of a PDF or an image as it is seen. */
export const pageImageSchema = z.object({
  /** Size in the unit of the boxes of its blocks. */
  width: z.number(),
  height: z.number(),
  /** A `data:` URL. */
  image: z.string(),
});
export type PageImage = z.infer<typeof pageImageSchema>;
