import { z } from 'zod';
import { hostSchema } from '@/lib/egress/contracts';

const NAME = '[A-Za-z0-9_.-]{1,64}';
export const secretNameSchema = z
  .string()
  .trim()
  .regex(new RegExp(`^${NAME}$`));
/**
 * How templates refer to a secret, the one grammar of it; blanks inside the braces are taken as well. Its group is the
 * name.
 */
export const SECRET_REFERENCE = new RegExp(String.raw`\{\{\s*secret:(${NAME})\s*\}\}`, 'g');

/** The names of the secrets that a text of an admin refers to, each once. */
export function referredSecrets(text: string): string[] {
  return [...new Set([...text.matchAll(SECRET_REFERENCE)].map(([, name]) => name ?? ''))];
}

/** Short ones would make the masking of results meaningless: every `12` would be a secret. */
export const MIN_SECRET_LENGTH = 6;
const secretValueSchema = z
  .string()
  .trim()
  .min(MIN_SECRET_LENGTH)
  .max(8_000)
  .refine((value) => !value.includes('\0') && value.isWellFormed());
/**
 * Hosts it may be sent to. One at least: without any, an admin who never knew the value could have it sent to a host of
 * their own.
 */
const secretHostsSchema = z.array(hostSchema).min(1).max(50);

/** POST /api/admin/secrets */
export const createSecretSchema = z.object({
  name: secretNameSchema,
  value: secretValueSchema,
  hosts: secretHostsSchema,
});
export type CreateSecretInput = z.output<typeof createSecretSchema>;

/**
 * PUT /api/admin/secrets/:id: always both. Who does not know a secret's value must not be able to send it somewhere
 * else by changing its hosts.
 */
export const replaceSecretSchema = z.object({ value: secretValueSchema, hosts: secretHostsSchema });
export type ReplaceSecretInput = z.output<typeof replaceSecretSchema>;

/** A secret as admins see it: never its value. Dates are ISO 8601. */
export const secretSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Empty: of before every secret had hosts; it is sent nowhere until it is replaced with some. */
  hosts: z.array(z.string()),
  createdAt: z.string(),
  /** When its value was last set. */
  updatedAt: z.string(),
  lastUsedAt: z.string().nullable(),
  /** false: the key it was encrypted with is not there (a restored backup without it); it has to be entered again. */
  isReadable: z.boolean(),
  /** What refers to it; it cannot be deleted while there is any. */
  usedBy: z.array(
    z.object({ kind: z.enum(['tool', 'source', 'engine']), id: z.uuid(), name: z.string(), title: z.string() }),
  ),
});
export type SecretDto = z.infer<typeof secretSchema>;
export const secretsSchema = z.object({ secrets: z.array(secretSchema) });
