import { z } from 'zod';

/** Characters of one piece of text. */
export const LONGEST_TEXT = 60;
const MOST_SENTENCES = 8;
const MOST_PARTS = 12;

/** What a model returns for a section. Its text is not checked yet. */
export const modelWordsSchema = z.object({
  sentences: z
    .array(
      z.object({
        parts: z.array(z.union([z.object({ t: z.string() }), z.object({ f: z.string() })])).max(MOST_PARTS * 2),
      }),
    )
    .max(MOST_SENTENCES * 2),
});
export type ModelWords = z.infer<typeof modelWordsSchema>;

/**
 * The JSON Schema for guided decoding: text without digits, or the id of a figure. In xgrammar a pattern replaces the
 * escaping of strings, so `"` and `\` are excluded too; what it lets pass is refused by `checkSentence`.
 */
export function wordsSchema(ids: readonly string[]): Readonly<Record<string, unknown>> {
  const text = { type: 'string', pattern: `^[^0-9"\\\\]{1,${LONGEST_TEXT}}$` };
  const part = (name: string, value: object) => ({
    type: 'object',
    properties: { [name]: value },
    required: [name],
    additionalProperties: false,
  });
  return {
    type: 'object',
    properties: {
      sentences: {
        type: 'array',
        minItems: 1,
        maxItems: MOST_SENTENCES,
        items: {
          type: 'object',
          properties: {
            parts: {
              type: 'array',
              minItems: 1,
              maxItems: MOST_PARTS,
              items: { anyOf: [part('t', text), part('f', { type: 'string', enum: ids })] },
            },
          },
          required: ['parts'],
          additionalProperties: false,
        },
      },
    },
    required: ['sentences'],
    additionalProperties: false,
  };
}
