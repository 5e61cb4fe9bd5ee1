import { z } from 'zod';
import { roleSchema } from '@/lib/auth/contracts';
import { secretNameSchema } from '@/lib/secrets/contracts';

/** Databases that reports read. Passwords are secrets (lib/secrets) and never part of a source. */

export const SOURCE_KINDS = ['postgres', 'mysql'] as const;
export const sourceKindSchema = z.enum(SOURCE_KINDS);
export type SourceKind = z.infer<typeof sourceKindSchema>;

/** Of the sample that `npm start` brings: made-up sales, for everybody. */
export const SAMPLE_SOURCE_ID = '00000000-0000-4000-8000-0000000005a1';

const host = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$|^[0-9a-f:]+$/, 'is no host name or address');

export const sourceInputSchema = z.object({
  name: z.string().trim().min(1).max(60),
  kind: sourceKindSchema,
  host,
  port: z.number().int().min(1).max(65_535),
  database: z.string().trim().min(1).max(63),
  username: z.string().trim().min(1).max(63),
  secretName: secretNameSchema.nullable(),
  tls: z.boolean(),
  /** A certificate authority in PEM, beside the system's. */
  ca: z.string().max(20_000).nullable(),
  /** Accept an account that may do more than read. */
  isTrusted: z.boolean(),
  roles: z.array(roleSchema).max(3),
  groupIds: z.array(z.uuid()).max(100),
  personIds: z.array(z.uuid()).max(100),
});
export type SourceInput = z.output<typeof sourceInputSchema>;

/** PUT /api/admin/sources/:id: `version` is the one that was read; another admin's change in between is a 409. */
export const changeSourceSchema = z.object({ version: z.number().int().positive(), source: sourceInputSchema });
export type ChangeSourceInput = z.output<typeof changeSourceSchema>;

export const sourceParamsSchema = z.object({ sourceId: z.uuid() });

/** What a test found out. */
export const sourceTestSchema = z.object({
  server: z.string(),
  tables: z.number().int(),
  /** What the account may do besides reading, as the server names it: INSERT on sales.orders, superuser. */
  tooWide: z.array(z.string()),
});
export type SourceTest = z.infer<typeof sourceTestSchema>;

/** A source as admins see it. */
export const sourceSchema = sourceInputSchema.extend({
  id: z.uuid(),
  isSample: z.boolean(),
  version: z.number().int(),
  /** Reports that read it. */
  reports: z.number().int(),
});
export type SourceDto = z.infer<typeof sourceSchema>;
export const sourcesSchema = z.object({ sources: z.array(sourceSchema) });

/** A source as those see it who make reports of it. */
export const usableSourceSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: sourceKindSchema,
  isSample: z.boolean(),
});
export type UsableSource = z.infer<typeof usableSourceSchema>;
export const usableSourcesSchema = z.object({ sources: z.array(usableSourceSchema) });

const columnSchema = z.object({ name: z.string(), type: z.string() });
/** GET /api/sources/:id/structure: what its account may read. */
export const structureSchema = z.object({
  tables: z.array(z.object({ schema: z.string(), name: z.string(), columns: z.array(columnSchema) })),
});
export type Structure = z.infer<typeof structureSchema>;
