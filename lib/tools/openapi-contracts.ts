import { z } from 'zod';
import { importNotesSchema } from '@/lib/tools/import-note-contracts';
import { hostsSchema, sourceNameSchema } from '@/lib/tools/catalogue-contracts';
import {
  addressSchema,
  headerTemplateSchema,
  httpDefinitionSchema,
  jsonObjectSchema,
  toolEffectSchema,
  toolErrorSchema,
  toolNameSchema,
} from '@/lib/tools/contracts';

/** The preview and the import of OpenAPI documents. */

/**
 * Most bytes of a pasted or uploaded OpenAPI document, as a JSON string: a request body may have 1,000,000 bytes. A
 * fetched document may be longer.
 */
export const MAX_OPENAPI_BYTES = 990_000;
export const MAX_OPENAPI_OPERATIONS = 500;

const openApiOrigin = {
  /** The document itself, YAML or JSON; or `url`. */
  document: z.string().min(1).max(MAX_OPENAPI_BYTES).optional(),
  url: addressSchema.optional(),
  /** Whether `url` may have a private address. */
  isIntranet: z.boolean().default(false),
};
const MAX_OFFSET = 100_000;
const hasOneOrigin = (input: { document?: string | undefined; url?: string | undefined }): boolean =>
  (input.document === undefined) !== (input.url === undefined);
/** POST /api/admin/tool-sources/openapi/preview; `offset`: the number of operations to skip. */
export const previewOpenApiSchema = z
  .object({ ...openApiOrigin, offset: z.number().int().min(0).max(MAX_OFFSET).default(0) })
  .refine(hasOneOrigin, 'document or url');
export type PreviewOpenApiInput = z.output<typeof previewOpenApiSchema>;

export const openApiOperationSchema = z.object({
  /** `<METHOD> <path>`: unique in a document. */
  key: z.string(),
  /** In capitals, as in the document; `definition.method` is what is sent. */
  method: z.string(),
  path: z.string(),
  summary: z.string(),
  /** A valid name, free among tools and unique in the list. */
  suggestedName: z.string(),
  description: z.string(),
  inputSchema: jsonObjectSchema,
  definition: httpDefinitionSchema,
  effect: toolEffectSchema,
  deprecated: z.boolean(),
  /** The server of the operation or its path, which overrides the document's; null: the document's. */
  serverUrl: z.string().nullable(),
  /** Not null: why it cannot be imported, `errors.<code>` with its values. */
  problem: toolErrorSchema.nullable(),
  /** What is changed or left out when it is imported. */
  notes: importNotesSchema,
});
export type OpenApiOperation = z.infer<typeof openApiOperationSchema>;
export const openApiPreviewSchema = z.object({
  title: z.string(),
  version: z.string(),
  /** Addresses of its servers, absolute; empty: the admin must give one. */
  servers: z.array(z.string()),
  /** At most MAX_OPENAPI_OPERATIONS, fewer of a document whose operations are large. */
  operations: z.array(openApiOperationSchema),
  /** How many the document has. */
  total: z.number().int(),
  /** The `offset` of the next part; null: there is none. */
  nextOffset: z.number().int().nullable(),
  /** Of the whole document. */
  notes: importNotesSchema,
  /**
   * Headers or query parameters that its security schemes require, with references to secrets that may not exist yet.
   */
  credentials: z.array(
    z.object({
      scheme: z.string(),
      in: z.enum(['header', 'query']),
      name: z.string(),
      value: z.string(),
      secretName: z.string(),
    }),
  ),
});
export type OpenApiPreview = z.infer<typeof openApiPreviewSchema>;

/** POST /api/admin/tool-sources/openapi: the document is read again; the tools are created disabled. */
export const importOpenApiSchema = z
  .object({
    ...openApiOrigin,
    name: sourceNameSchema,
    serverUrl: addressSchema,
    isServerIntranet: z.boolean().default(false),
    /** Hosts of the operations' own servers that may have private addresses. */
    intranetHosts: hostsSchema.default([]),
    operations: z
      .array(z.object({ key: z.string().min(1).max(2_100), name: toolNameSchema, effect: toolEffectSchema.optional() }))
      .min(1)
      .max(200),
    /** Added to every tool. */
    headers: z.array(headerTemplateSchema).max(20).default([]),
    query: z
      .array(z.object({ name: z.string().min(1).max(200), value: z.string().max(2_000) }))
      .max(20)
      .default([]),
  })
  .refine(hasOneOrigin, 'document or url');
export type ImportOpenApiInput = z.output<typeof importOpenApiSchema>;
