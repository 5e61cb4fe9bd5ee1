import { z } from 'zod';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import { engineLocationSchema } from '@/lib/engine/contracts';

/** The engine of the configuration, or a row's id. */
export const engineChoiceIdSchema = z.union([z.literal(DEFAULT_ENGINE), z.uuid()]);

/** GET /api/engines */
export const listChoicesSchema = z.object({ conversationId: z.uuid().optional() });

/** What a person may choose: an engine, or several with the same model. */
export const engineChoiceSchema = z.object({
  id: engineChoiceIdSchema,
  label: z.string(),
  model: z.string(),
  location: engineLocationSchema,
  state: z.enum(['online', 'offline', 'unknown']),
  isPaused: z.boolean(),
  /** The wait of a question that is asked now; null: nobody can know. */
  waitMs: z.number().int().nonnegative().nullable(),
  /** What it can do less than others. */
  hasTools: z.boolean(),
  hasThinking: z.boolean(),
  contextTokens: z.number().int(),
});
export type EngineChoice = z.infer<typeof engineChoiceSchema>;

/** One choice is none: nothing is shown then. */
export const engineChoicesSchema = z.object({
  choices: z.array(engineChoiceSchema),
  /** What the conversation's next question goes to. */
  chosen: engineChoiceIdSchema,
});
export type EngineChoices = z.infer<typeof engineChoicesSchema>;
