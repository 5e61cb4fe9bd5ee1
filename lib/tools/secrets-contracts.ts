import { z } from 'zod';
import { hostSchema } from '@/lib/tools/contracts';

/** What templates refer to as `{{secret:NAME}}`. */
export const secretNameSchema = z.string().trim().regex(/^[A-Za-z0-9_.-]{1,64}$/);
/** Short ones would make the masking of results meaningless: every `12` would be a secret. */
export const MIN_SECRET_LENGTH = 6;
const secretValueSchema = z.string().trim().min(MIN_SECRET_LENGTH).max(8_000).refine((value) => !value.includes('\0') && value.isWellFormed());
/** Hosts it may be sent to; empty: any host of the tool that refers to it. */
const secretHostsSchema = z.array(hostSchema).max(50).default([]);

/** POST /api/admin/secrets */
export const createSecretSchema = z.object({ name: secretNameSchema, value: secretValueSchema, hosts: secretHostsSchema });
export type CreateSecretInput = z.output<typeof createSecretSchema>;

/**
 * PUT /api/admin/secrets/:id: always both. Who does not know a secret's value must not be able to send it somewhere else by
 * changing its hosts.
 */
export const replaceSecretSchema = z.object({ value: secretValueSchema, hosts: secretHostsSchema });
export type ReplaceSecretInput = z.output<typeof replaceSecretSchema>;

/** A secret as admins see it: never its value. Dates are ISO 8601. */
export const secretSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  hosts: z.array(z.string()),
  createdAt: z.string(),
  /** When its value was last set. */
  updatedAt: z.string(),
  lastUsedAt: z.string().nullable(),
  /** false: the key it was encrypted with is not there (a restored backup without it); it has to be entered again. */
  isReadable: z.boolean(),
  /** What refers to it; it cannot be deleted while there is any. */
  usedBy: z.array(z.object({ kind: z.enum(['tool', 'source']), id: z.uuid(), name: z.string(), title: z.string() })),
});
export type SecretDto = z.infer<typeof secretSchema>;
export const secretsSchema = z.object({ secrets: z.array(secretSchema) });
