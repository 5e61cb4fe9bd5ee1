import { z } from 'zod';

/**
 * What Yika does not check or has changed in a JSON Schema from outside: `governance.schemaNotes.<code>` in the
 * reader's language, with its values.
 */
export const SCHEMA_NOTE_CODES = [
  'keyword-ignored',
  'format-ignored',
  'pattern-ignored',
  'description-cut',
  'argument-description-cut',
  'more',
] as const;
export const schemaNoteSchema = z.object({
  code: z.enum(SCHEMA_NOTE_CODES),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type SchemaNote = z.infer<typeof schemaNoteSchema>;
