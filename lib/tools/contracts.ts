import { z } from 'zod';
import { roleSchema } from '@/lib/auth/contracts';

/** JSON from outside. */
export const jsonObjectSchema = z.record(z.string(), z.json());
export type JsonObject = z.infer<typeof jsonObjectSchema>;

export const toolKindSchema = z.enum(['builtin', 'http', 'mcp']);
export const toolEffectSchema = z.enum(['read', 'change']);
export type ToolEffect = z.infer<typeof toolEffectSchema>;

/** The name by which the model calls a tool; the parsers of Qwen3 and vLLM accept letters, digits and underscores. */
export const toolNameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

/**
 * A look-up that is shown to the approver of a call: a read-only tool, and which of its arguments gets the value of
 * which argument of the call.
 */
export const linkedLookUpSchema = z.strictObject({
  toolId: z.uuid(),
  arguments: z.array(z.strictObject({ name: z.string().min(1).max(200), from: z.string().min(1).max(200) })).max(20),
});
export type LinkedLookUp = z.infer<typeof linkedLookUpSchema>;
/** Most look-ups for one call. */
export const MAX_LOOK_UPS = 3;

/**
 * Who approves a call. self: the requester confirms it; approvers: somebody with one of these roles or in one of these
 * groups. Strict, like every schema of limits: a misspelt limit would have no effect.
 */
export const approvalPolicySchema = z.strictObject({
  mode: z.enum(['none', 'self', 'approvers']),
  roles: z.array(roleSchema).max(3).default([]),
  groupIds: z.array(z.uuid()).max(50).default([]),
  /** The approver must be another person than the requester. */
  fourEyes: z.boolean().default(false),
  expiresMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(30),
  /** Look-ups that are shown to the approver with the call, made with the approver's own grants. */
  lookUps: z.array(linkedLookUpSchema).max(MAX_LOOK_UPS).optional(),
});
export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;
/** Nobody approves; also the defaults of every other policy. */
export const NO_APPROVAL: ApprovalPolicy = approvalPolicySchema.parse({ mode: 'none' });
/** Default limits of a tool: milliseconds, bytes of its result, and characters of the result for the model. */
export const TOOL_DEFAULTS = { timeoutMs: 15_000, maxResultBytes: 1_048_576, modelResultChars: 6_000 } as const;

export const grantSubjectSchema = z.enum(['role', 'group', 'person']);
export const grantEffectSchema = z.enum(['allow', 'ask', 'deny']);
export type GrantEffect = z.infer<typeof grantEffectSchema>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** Limits of a grant, for each person and tool. */
export const grantLimitsSchema = z.strictObject({
  perMinute: z.number().int().positive().max(10_000).optional(),
  perDay: z.number().int().positive().max(1_000_000).optional(),
  total: z.number().int().positive().max(1_000_000_000).optional(),
  /** A JSON Schema that the arguments must satisfy in addition to the tool's own. */
  arguments: jsonObjectSchema.optional(),
  /** Hours of use in a time zone (IANA name); days 1 (Monday) to 7. `to` before `from` goes over midnight. */
  hours: z
    .strictObject({
      timeZone: z.string().max(60),
      days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
      from: clock,
      to: clock,
    })
    .optional(),
});
export type GrantLimits = z.infer<typeof grantLimitsSchema>;

export const headerNameSchema = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/);
const template = z.string().max(8_000);
/**
 * How a list or an object is encoded, as OpenAPI's `style` and `explode` (default: true for `form`, else false).
 * Without a style a list repeats its field in queries and forms and is JSON text elsewhere, and an object is always
 * JSON text. `json` is JSON text for any value.
 */
const written = {
  style: z.enum(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject', 'simple', 'json']).optional(),
  explode: z.boolean().optional(),
};
export const writtenAsSchema = z.object(written);
export type WrittenAs = z.infer<typeof writtenAsSchema>;
/**
 * How an HTTP tool is called. `{{name}}` in url, query, headers and body stands for an argument (percent-encoded in the
 * url, JSON in the body), `{{secret:NAME}}` for a secret (headers, query and body only).
 */
export const httpDefinitionSchema = z.object({
  kind: z.literal('http'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: template,
  query: z
    .array(z.object({ name: z.string().min(1).max(200), value: template, ...written }))
    .max(50)
    .default([]),
  headers: z
    .array(z.object({ name: headerNameSchema, value: template, ...written }))
    .max(50)
    .default([]),
  body: template.nullable().default(null),
  /**
   * form: `a={{a}}&b={{b}}`, sent as application/x-www-form-urlencoded; multipart: the same template, sent as
   * multipart/form-data.
   */
  bodyType: z.enum(['json', 'form', 'multipart', 'text']).default('json'),
  /** How lists and objects of a form are encoded, by field name. */
  encoding: z.record(z.string(), writtenAsSchema).optional(),
  /** A JSON Pointer (RFC 6901) to the part of a JSON answer that is the result; empty: the whole answer. */
  resultPointer: z
    .string()
    .max(500)
    .regex(/^(\/.*)?$/)
    .default(''),
});
export type HttpDefinition = z.infer<typeof httpDefinitionSchema>;
export const mcpDefinitionSchema = z.object({ kind: z.literal('mcp'), remoteName: z.string().min(1).max(200) });
export const builtinDefinitionSchema = z.object({ kind: z.literal('builtin'), builtin: z.string().min(1).max(64) });
export const toolDefinitionSchema = z.discriminatedUnion('kind', [
  httpDefinitionSchema,
  mcpDefinitionSchema,
  builtinDefinitionSchema,
]);
export type ToolDefinition = z.infer<typeof toolDefinitionSchema>;

/** A header that an admin sets; its value may contain `{{secret:NAME}}`. */
export const headerTemplateSchema = z.object({ name: headerNameSchema, value: z.string().max(2_000) });
export const addressSchema = z.url({ protocol: /^https?$/ }).max(2_000);

/** How an MCP server is reached. */
export const mcpRemoteConfigSchema = z.object({
  kind: z.literal('mcp'),
  /** http: streamable HTTP; sse: the older transport. */
  transport: z.enum(['http', 'sse']),
  url: addressSchema,
  /** Values may contain `{{secret:NAME}}`. */
  headers: z.array(headerTemplateSchema).max(20).default([]),
  /** Whether the server may have a private address. */
  isIntranet: z.boolean().default(false),
  /** Minutes between two listings of its tools; 0: only when an admin asks for it. */
  relistMinutes: z.number().int().min(0).max(10_080).default(60),
});
export const mcpStdioConfigSchema = z.object({
  kind: z.literal('mcp'),
  transport: z.literal('stdio'),
  /** A name in the operator's MCP_STDIO_SERVERS; commands come from nowhere else. */
  server: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  relistMinutes: z.number().int().min(0).max(10_080).default(60),
});
export const mcpConfigSchema = z.discriminatedUnion('transport', [mcpRemoteConfigSchema, mcpStdioConfigSchema]);
export type McpConfig = z.infer<typeof mcpConfigSchema>;

/** A tool as it is stored, for its execution and governance. Dates are Date objects here and ISO text in DTOs. */
export const storedToolSchema = z.object({
  id: z.uuid(),
  name: toolNameSchema,
  title: z.string(),
  description: z.string(),
  kind: toolKindSchema,
  sourceId: z.uuid().nullable(),
  inputSchema: jsonObjectSchema,
  definition: toolDefinitionSchema,
  /** How the server of an MCP tool is reached; null: it is no MCP tool, or the server was removed. */
  server: mcpConfigSchema.nullable(),
  effect: toolEffectSchema,
  enabled: z.boolean(),
  hosts: z.array(z.string()),
  intranetHosts: z.array(z.string()),
  timeoutMs: z.number().int(),
  maxResultBytes: z.number().int(),
  modelResultChars: z.number().int(),
  approval: approvalPolicySchema,
  fingerprint: z.string(),
  quarantinedAt: z.date().nullable(),
  isSample: z.boolean(),
});
export type StoredTool = z.infer<typeof storedToolSchema>;

/** Why a call was refused, invalid or failed: `errors.<code>` in the reader's language. */
export const toolErrorSchema = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** The call was sent and its outcome is unknown: the change may have been made. */
  effectUnknown: z.literal(true).optional(),
});
export type ToolError = z.infer<typeof toolErrorSchema>;

/**
 * How people name an argument: the title in the tool's JSON Schema, else its name. `path`: property names from the
 * outermost inwards, without list positions.
 */
export const argumentNameSchema = z.object({ path: z.array(z.string()), title: z.string() });
export type ArgumentName = z.infer<typeof argumentNameSchema>;

/** GET /api/tools: the tools that the person may use. */
export const usableToolSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  effect: toolEffectSchema,
  isSample: z.boolean(),
  inputSchema: jsonObjectSchema,
  /** Whose approval a call needs first. */
  needsApproval: z.enum(['none', 'self', 'approvers']),
  pinned: z.boolean(),
});
export type UsableTool = z.infer<typeof usableToolSchema>;
export const usableToolsSchema = z.object({ tools: z.array(usableToolSchema) });
