import { z } from 'zod';
import { roleSchema } from '@/lib/auth/contracts';

/** JSON as it comes from outside. */
export const jsonObjectSchema = z.record(z.string(), z.json());
export type JsonObject = z.infer<typeof jsonObjectSchema>;

export const toolKindSchema = z.enum(['builtin', 'http', 'mcp']);
export const toolEffectSchema = z.enum(['read', 'change']);
export type ToolEffect = z.infer<typeof toolEffectSchema>;

/** What the model calls a tool; Qwen3's and vLLM's parsers take letters, digits and underscores. */
export const toolNameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

/**
 * A look-up that is shown to the approver of a call: a tool that reads, and which of its arguments gets the value
 * of which argument of the call.
 */
export const linkedLookUpSchema = z.strictObject({
  toolId: z.uuid(),
  arguments: z.array(z.strictObject({ name: z.string().min(1).max(200), from: z.string().min(1).max(200) })).max(20),
});
export type LinkedLookUp = z.infer<typeof linkedLookUpSchema>;
/** Most look-ups beside one call. */
export const MAX_LOOK_UPS = 3;

/**
 * Who decides about a call that needs approval. self: the person themself confirms; approvers: somebody of these roles
 * or groups. Strict, like everything here that bounds or decides: a misspelt bound would be none.
 */
export const approvalPolicySchema = z.strictObject({
  mode: z.enum(['none', 'self', 'approvers']),
  roles: z.array(roleSchema).max(3).default([]),
  groupIds: z.array(z.uuid()).max(50).default([]),
  /** Never one's own call. */
  fourEyes: z.boolean().default(false),
  expiresMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60)
    .default(30),
  /** What they are shown with the call, looked up with their own grants. */
  lookUps: z.array(linkedLookUpSchema).max(MAX_LOOK_UPS).optional(),
});
export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;
/** Nobody decides; the defaults of every other policy. */
export const NO_APPROVAL: ApprovalPolicy = approvalPolicySchema.parse({ mode: 'none' });
/**
 * What a tool may take and answer when nobody says otherwise: milliseconds, bytes, and characters that the model gets.
 */
export const TOOL_DEFAULTS = { timeoutMs: 15_000, maxResultBytes: 1_048_576, modelResultChars: 6_000 } as const;

export const grantSubjectSchema = z.enum(['role', 'group', 'person']);
export const grantEffectSchema = z.enum(['allow', 'ask', 'deny']);
export type GrantEffect = z.infer<typeof grantEffectSchema>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
/** Bounds of a grant, each for one person and tool. */
export const grantLimitsSchema = z.strictObject({
  perMinute: z.number().int().positive().max(10_000).optional(),
  perDay: z.number().int().positive().max(1_000_000).optional(),
  total: z.number().int().positive().max(1_000_000_000).optional(),
  /** JSON Schema that the arguments must satisfy besides the tool's own. */
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
 * How a list or an object is written, as OpenAPI's `style` and `explode` (default: true for `form`, else false) say.
 * Without a style a list is its field several times in queries and forms, and JSON text elsewhere, as an object always
 * is. `json` is JSON text whatever the value is.
 */
const written = {
  style: z.enum(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject', 'simple', 'json']).optional(),
  explode: z.boolean().optional(),
};
export const writtenAsSchema = z.object(written);
export type WrittenAs = z.infer<typeof writtenAsSchema>;
/**
 * How an HTTP tool is called. `{{name}}` in url, query, headers and body stands for an argument (url: percent-encoded;
 * body: JSON), `{{secret:NAME}}` for a secret (headers, query and body only).
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
  /** How the lists and objects of a form's fields are written, by the field's name. */
  encoding: z.record(z.string(), writtenAsSchema).optional(),
  /** A JSON Pointer (RFC 6901) to what of a JSON answer is the result; empty: all of it. */
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

/** A header that an admin sets; its value may hold `{{secret:NAME}}`. */
export const headerTemplateSchema = z.object({ name: headerNameSchema, value: z.string().max(2_000) });
export const addressSchema = z.url({ protocol: /^https?$/ }).max(2_000);

/** How an MCP server is reached. */
export const mcpRemoteConfigSchema = z.object({
  kind: z.literal('mcp'),
  /** http: streamable HTTP; sse: the older transport. */
  transport: z.enum(['http', 'sse']),
  url: addressSchema,
  /** Values may hold `{{secret:NAME}}`. */
  headers: z.array(headerTemplateSchema).max(20).default([]),
  /** Whether the server may have a private address. */
  isIntranet: z.boolean().default(false),
  /** How often its tools are listed again; 0: by hand alone. */
  relistMinutes: z.number().int().min(0).max(10_080).default(60),
});
export const mcpStdioConfigSchema = z.object({
  kind: z.literal('mcp'),
  transport: z.literal('stdio'),
  /** A name of the operator's MCP_STDIO_SERVERS; commands come from nowhere else. */
  server: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  relistMinutes: z.number().int().min(0).max(10_080).default(60),
});
export const mcpConfigSchema = z.discriminatedUnion('transport', [mcpRemoteConfigSchema, mcpStdioConfigSchema]);
export type McpConfig = z.infer<typeof mcpConfigSchema>;

/**
 * A tool as it is stored; what executes and governs it works on this. Dates are Date objects here, ISO text in DTOs.
 */
export const storedToolSchema = z.object({
  id: z.uuid(),
  name: toolNameSchema,
  title: z.string(),
  description: z.string(),
  kind: toolKindSchema,
  sourceId: z.uuid().nullable(),
  inputSchema: jsonObjectSchema,
  definition: toolDefinitionSchema,
  /** How the server of an MCP tool is reached; null: of another kind, or the server was removed. */
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
  /** The call went out and how it ended is not known: what it was to change may be changed. */
  effectUnknown: z.literal(true).optional(),
});
export type ToolError = z.infer<typeof toolErrorSchema>;

/**
 * What people call an argument: the title in the tool's JSON Schema, else its name. `path`: names from the top down;
 * the items of a list have no step of their own.
 */
export const argumentNameSchema = z.object({ path: z.array(z.string()), title: z.string() });
export type ArgumentName = z.infer<typeof argumentNameSchema>;

/** GET /api/tools: what I may use. */
export const usableToolSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  effect: toolEffectSchema,
  isSample: z.boolean(),
  inputSchema: jsonObjectSchema,
  /** Whether a call waits for a decision first, and whose. */
  needsApproval: z.enum(['none', 'self', 'approvers']),
  pinned: z.boolean(),
});
export type UsableTool = z.infer<typeof usableToolSchema>;
export const usableToolsSchema = z.object({ tools: z.array(usableToolSchema) });
