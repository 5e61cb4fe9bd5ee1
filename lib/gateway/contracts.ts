import { z } from 'zod';
import { bandSchema } from '@/lib/admission/contracts';
import { nameSchema } from '@/lib/auth/contracts';

/** What a secret begins with, so that scanners of leaked secrets recognise it. */
export const KEY_MARK = 'yk-';
/** Keys that one person may have at a time. */
export const MAX_KEYS = 20;
/** Requests a minute of a key that a person makes for themselves. */
export const OWN_REQUESTS_PER_MINUTE = 60;
export const MAX_REQUESTS_PER_MINUTE = 6_000;
/** Days in which a key expires at the latest, where it expires. */
export const MAX_KEY_DAYS = 3_650;
/** Usage is shown of so many days. */
export const USAGE_DAYS = 30;

const expiresInDays = z.number().int().min(1).max(MAX_KEY_DAYS).nullable();

/** POST /api/keys: a key for oneself. */
export const createKeySchema = z.object({
  name: nameSchema,
  /** Null: it does not expire. */
  expiresInDays,
  /** Whether its requests may offer tools to the model. */
  allowsTools: z.boolean(),
});
export type CreateKeyInput = z.output<typeof createKeySchema>;

/** POST /api/admin/keys: a key for a program; its usage counts for `ownerId`. */
export const createProgramKeySchema = createKeySchema.extend({
  ownerId: z.uuid(),
  /** interactive: its requests wait like questions of people. */
  band: z.enum(['background', 'interactive']),
  requestsPerMinute: z.number().int().min(1).max(MAX_REQUESTS_PER_MINUTE),
  /** The models it may use; empty: all. */
  models: z.array(z.string().trim().min(1).max(200)).max(20),
});
export type CreateProgramKeyInput = z.output<typeof createProgramKeySchema>;

/** A key as people see it: never its secret. Dates are ISO 8601. */
export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The first characters of the secret. */
  prefix: z.string(),
  owner: z.object({ id: z.uuid(), name: z.string() }),
  isProgram: z.boolean(),
  band: bandSchema,
  models: z.array(z.string()),
  allowsTools: z.boolean(),
  requestsPerMinute: z.number().int(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  state: z.enum(['active', 'expired', 'ended', 'owner-disabled']),
  /** Of the last USAGE_DAYS days. */
  usage: z.object({ requests: z.number().int(), promptTokens: z.number().int(), outputTokens: z.number().int() }),
});
export type ApiKeyDto = z.infer<typeof apiKeySchema>;
export const apiKeysSchema = z.object({ keys: z.array(apiKeySchema) });

/** The secret is in this response alone. */
export const createdKeySchema = z.object({ key: apiKeySchema, secret: z.string() });
export type CreatedKey = z.infer<typeof createdKeySchema>;
