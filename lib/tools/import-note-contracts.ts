import { z } from 'zod';

/**
 * What was changed or left out of an imported document: `governance.importNotes.<code>` in the reader's language, with
 * its values.
 */
export const IMPORT_NOTE_CODES = [
  /** About the whole document: it is Swagger 2.0. */
  'swagger-converted',
  'own-server',
  'own-server-several',
  'head-as-get',
  'argument-renamed',
  'path-parameter-undeclared',
  'parameter-not-in-path',
  'parameter-left-out',
  'cookie-left-out',
  'nested-values',
  'body-fields-required',
  'body-ignored',
  'file-left-out',
  'description-cut',
  'operation-description-cut',
  'keyword-dropped',
  'pattern-translated',
  'pattern-dropped',
  'reference-left-out',
  'recursion-cut',
  /** There are `count` more notes than listed. */
  'more',
] as const;
export const importNoteSchema = z.object({
  code: z.enum(IMPORT_NOTE_CODES),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ImportNote = z.infer<typeof importNoteSchema>;
export type ImportNoteCode = ImportNote['code'];
export const importNotesSchema = z.array(importNoteSchema);
