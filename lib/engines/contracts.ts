import { z } from 'zod';
import { engineAdmissionSchema, engineLocationSchema, selfTestSchema } from '@/lib/engine/contracts';
import { engineChoiceIdSchema } from '@/lib/engines/choice-contracts';
import { secretNameSchema } from '@/lib/secrets/contracts';

const LARGEST = 2_000_000_000;
const count = z.number().int().positive().max(LARGEST).nullable();
const price = z.number().nonnegative().max(1_000_000).nullable();

/** Plain HTTP is for the intranet and for this machine: a key and a question go out encrypted. */
function isSafeOutside(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1';
}

/** What an admin says of an engine. Null: what the engine itself says, or none. */
export const engineInputSchema = z
  .object({
    label: z.string().trim().min(1).max(60),
    /** With or without /v1. */
    baseUrl: z.url({ protocol: /^https?$/ }).max(500),
    location: engineLocationSchema,
    secretName: secretNameSchema.nullable(),
    model: z.string().trim().min(1).max(200).nullable(),
    slots: count,
    kvTokens: count,
    contextTokens: count,
    weight: z.number().min(0.1).max(100),
    /** Who may use it; none: everybody (internal), nobody (external). */
    groupIds: z.array(z.uuid()).max(100),
    /** Tools may be called, and their results sent to it. */
    allowsTools: z.boolean(),
    /** Yuan for a million tokens, and for a month. */
    inputPrice: price,
    outputPrice: price,
    monthlyLimit: price,
  })
  .refine(({ location, baseUrl }) => location === 'internal' || isSafeOutside(baseUrl), {
    path: ['baseUrl'],
    message: 'an external service needs https',
  });
export type EngineInput = z.output<typeof engineInputSchema>;

/** PUT /api/admin/engines/:id: `version` is the one that was read; another admin's change in between is a 409. */
export const changeEngineSchema = z.object({ version: z.number().int().positive(), engine: engineInputSchema });
export type ChangeEngineInput = z.output<typeof changeEngineSchema>;

/** PATCH /api/admin/engines/:id */
export const setAdmissionSchema = z.object({ admission: engineAdmissionSchema });

export const engineParamsSchema = z.object({ engineId: engineChoiceIdSchema });

/** An engine as admins see it in the list; never its key. */
export const engineSchema = z.object({
  id: z.string(),
  /** Engines of the same pool are one choice. */
  pool: z.string(),
  label: z.string(),
  baseUrl: z.string(),
  location: engineLocationSchema,
  admission: engineAdmissionSchema,
  secretName: z.string().nullable(),
  /** What was set; `model`, `maxConcurrent`… are what it is. */
  wanted: z.object({
    model: z.string().nullable(),
    slots: z.number().nullable(),
    kvTokens: z.number().nullable(),
    contextTokens: z.number().nullable(),
  }),
  weight: z.number(),
  groupIds: z.array(z.uuid()),
  allowsTools: z.boolean(),
  inputPrice: z.number().nullable(),
  outputPrice: z.number().nullable(),
  monthlyLimit: z.number().nullable(),
  /** Yuan, this month. */
  spent: z.number(),
  version: z.number().int(),
  /** The environment owns it (ENGINE_URL): it is shown, not edited. */
  isFixed: z.boolean(),
  model: z.string(),
  isDemo: z.boolean(),
  state: z.enum(['online', 'offline', 'unknown']),
  lastError: z.string().nullable(),
  maxConcurrent: z.number().int(),
  foreignSlots: z.number().int(),
  kvTokens: z.number().int(),
  contextTokens: z.number().int(),
  running: z.number().int(),
  /** For its pool. */
  waiting: z.number().int(),
  prefillTokensPerSecond: z.number().nullable(),
  /** Of one run alone. */
  decodeTokensPerSecond: z.number().nullable(),
});
export type EngineDto = z.infer<typeof engineSchema>;
export const enginesSchema = z.object({ engines: z.array(engineSchema) });

/** POST /api/admin/engines/test */
export const engineTestSchema = z.object({ selfTest: selfTestSchema });
export type EngineTest = z.infer<typeof engineTestSchema>;
