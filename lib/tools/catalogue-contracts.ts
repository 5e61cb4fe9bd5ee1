import { z } from 'zod';
import { hostSchema } from '@/lib/egress/contracts';
import { importNotesSchema } from '@/lib/tools/import-note-contracts';
import { schemaNoteSchema } from '@/lib/tools/schema-note-contracts';
import {
  approvalPolicySchema,
  httpDefinitionSchema,
  jsonObjectSchema,
  mcpConfigSchema,
  toolDefinitionSchema,
  toolEffectSchema,
  toolErrorSchema,
  toolKindSchema,
  toolNameSchema,
  TOOL_DEFAULTS,
} from '@/lib/tools/contracts';

/** What admins see and do of tools and where they come from. Dates are ISO 8601. */

export const MAX_TOOL_DESCRIPTION_CHARS = 4_000;
export const MAX_INPUT_SCHEMA_CHARS = 60_000;
/** Differences of a quarantined tool that are shown; of a tool that differs in more places nothing can be accepted. */
export const MAX_TOOL_DIFFERENCES = 200;

const titleSchema = z.string().trim().min(1).max(120);
const descriptionSchema = z.string().trim().min(1).max(MAX_TOOL_DESCRIPTION_CHARS);
export const hostsSchema = z.array(hostSchema).max(20);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

// Tools

/** What a source offers now in place of what was accepted. */
export const toolProposalSchema = z.union([
  z.object({ gone: z.literal(true) }),
  /**
   * Its server is reached otherwise since, and has not been asked yet. `wasHeld`: it waited for an admin before that
   * already.
   */
  z.object({ gone: z.literal(false), moved: z.literal(true), wasHeld: z.boolean() }),
  /**
   * Longer than a tool may be: only how long, in characters, and its hash are kept, to distinguish it from another one.
   */
  z.object({ gone: z.literal(false), tooLarge: z.literal(true), listedHash: sha256, chars: z.number().int() }),
  z.object({ gone: z.literal(false), description: z.string(), inputSchema: jsonObjectSchema }),
]);
export type ToolProposal = z.infer<typeof toolProposalSchema>;

export const adminToolSummarySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  kind: toolKindSchema,
  effect: toolEffectSchema,
  enabled: z.boolean(),
  isSample: z.boolean(),
  source: z.object({ id: z.uuid(), kind: z.enum(['openapi', 'mcp']), name: z.string() }).nullable(),
  /** Not null: neither offered nor called until an admin accepts what changed. */
  quarantinedAt: z.string().nullable(),
  approvalMode: z.enum(['none', 'self', 'approvers']),
  updatedAt: z.string(),
});
export type AdminToolSummary = z.infer<typeof adminToolSummarySchema>;
/** GET /api/admin/tools, by name. */
export const adminToolsSchema = z.object({ tools: z.array(adminToolSummarySchema) });
export type AdminTools = z.infer<typeof adminToolsSchema>;

/**
 * One difference between what was accepted and what is offered. `path` is a JSON Pointer into the schema; empty for the
 * description.
 */
export const toolDifferenceSchema = z.object({
  part: z.enum(['description', 'schema']),
  path: z.string(),
  /** JSON (or the text of the description); null: was not, or is not there. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type ToolDifference = z.infer<typeof toolDifferenceSchema>;

export const quarantineSchema = z.object({
  since: z.string(),
  /** The source does not offer it any more: it cannot be accepted, only deleted. */
  gone: z.boolean(),
  /**
   * Its server's connection changed: the next listing that goes well compares it, and lets it go when it is as
   * accepted.
   */
  moved: z.boolean(),
  description: z.string().nullable(),
  inputSchema: jsonObjectSchema.nullable(),
  /** At most MAX_TOOL_DIFFERENCES. */
  differences: z.array(toolDifferenceSchema),
  /**
   * There are more than those, or it is too large to be a tool: it cannot be accepted (409 `tool-too-different`,
   * `tool-unusable`), only deleted.
   */
  isCut: z.boolean(),
  /** Names the proposal that was looked at; sent back with the acceptance. */
  proposalHash: sha256,
});
export type Quarantine = z.infer<typeof quarantineSchema>;

/** GET /api/admin/tools/:id */
export const adminToolSchema = adminToolSummarySchema.extend({
  inputSchema: jsonObjectSchema,
  definition: toolDefinitionSchema,
  hosts: z.array(z.string()),
  intranetHosts: z.array(z.string()),
  timeoutMs: z.number().int(),
  maxResultBytes: z.number().int(),
  modelResultChars: z.number().int(),
  approval: approvalPolicySchema,
  fingerprint: z.string(),
  /** Names its settings as they were read; sent back with a change of them. */
  settingsHash: sha256,
  quarantine: quarantineSchema.nullable(),
  createdAt: z.string(),
});
export type AdminTool = z.infer<typeof adminToolSchema>;

const toolSettings = {
  effect: toolEffectSchema,
  hosts: hostsSchema,
  /** Those of `hosts` that may have private addresses. */
  intranetHosts: hostsSchema,
  timeoutMs: z.number().int().min(500).max(120_000),
  maxResultBytes: z.number().int().min(1_000).max(20_000_000),
  modelResultChars: z.number().int().min(200).max(100_000),
};

/**
 * POST /api/admin/tools: an HTTP tool by form. Made disabled; `approval` unset: none for reading, self for changing.
 */
export const createToolSchema = z.object({
  name: toolNameSchema,
  title: titleSchema,
  description: descriptionSchema,
  inputSchema: jsonObjectSchema,
  definition: httpDefinitionSchema,
  effect: toolSettings.effect.default('change'),
  hosts: toolSettings.hosts.min(1),
  intranetHosts: toolSettings.intranetHosts.default([]),
  timeoutMs: toolSettings.timeoutMs.default(TOOL_DEFAULTS.timeoutMs),
  maxResultBytes: toolSettings.maxResultBytes.default(TOOL_DEFAULTS.maxResultBytes),
  modelResultChars: toolSettings.modelResultChars.default(TOOL_DEFAULTS.modelResultChars),
  approval: approvalPolicySchema.optional(),
  /** Needed for a tool that changes something and whose approval mode is `none`; audited. */
  confirmNoApproval: z.boolean().default(false),
});
export type CreateToolInput = z.output<typeof createToolSchema>;

/**
 * PATCH /api/admin/tools/:id. Description and schema of an MCP tool are its server's, and those of a built-in tool
 * Yika's; a definition can be changed for HTTP tools alone (else 409 `tool-part-fixed`). With `settingsHash` it is made
 * only over the settings that were looked at (else 409 `tool-saved-meanwhile`).
 */
export const updateToolSchema = z.object({
  name: toolNameSchema.optional(),
  title: titleSchema.optional(),
  description: descriptionSchema.optional(),
  inputSchema: jsonObjectSchema.optional(),
  definition: httpDefinitionSchema.optional(),
  effect: toolSettings.effect.optional(),
  hosts: toolSettings.hosts.optional(),
  intranetHosts: toolSettings.intranetHosts.optional(),
  timeoutMs: toolSettings.timeoutMs.optional(),
  maxResultBytes: toolSettings.maxResultBytes.optional(),
  modelResultChars: toolSettings.modelResultChars.optional(),
  approval: approvalPolicySchema.optional(),
  confirmNoApproval: z.boolean().default(false),
  settingsHash: sha256.optional(),
});
export type UpdateToolInput = z.output<typeof updateToolSchema>;

/** POST /api/admin/tools/:id/enabled */
export const enableToolSchema = z.object({ enabled: z.boolean() });
/** POST /api/admin/tools/:id/accept */
export const acceptToolSchema = z.object({ proposalHash: sha256 });

/**
 * POST /api/admin/tools/:id/try: one call as the admin, before the tool is enabled, or of one that only looks up (else
 * 409 `tool-try-enabled`); audited.
 */
export const tryToolSchema = z.object({ arguments: jsonObjectSchema });
/** POST /api/admin/tools/try: the same for the values of the form, before it is saved. */
export const tryToolDraftSchema = z.object({ draft: createToolSchema, arguments: jsonObjectSchema });
export type TryToolDraftInput = z.output<typeof tryToolDraftSchema>;

export const MAX_TRIED_RESULT_CHARS = 50_000;
export const triedToolSchema = z.union([
  z.object({
    ok: z.literal(true),
    type: z.enum(['json', 'text']),
    /** At most MAX_TRIED_RESULT_CHARS. */ text: z.string(),
    chars: z.number().int(),
    isWhole: z.boolean(),
    durationMs: z.number().int(),
  }),
  z.object({ ok: z.literal(false), error: toolErrorSchema, durationMs: z.number().int() }),
]);
export type TriedTool = z.infer<typeof triedToolSchema>;

// Sources: OpenAPI documents and MCP servers

export const openApiSourceConfigSchema = z.object({
  kind: z.literal('openapi'),
  /** Where the document was fetched; null: pasted or uploaded. */
  documentUrl: z.string().nullable(),
  title: z.string(),
  version: z.string(),
  serverUrl: z.string(),
  /** What was changed or left out when the document was imported: of the document, and row by row of its operations. */
  notes: importNotesSchema.default([]),
  operations: z.array(z.object({ key: z.string(), tool: z.string(), notes: importNotesSchema })).default([]),
});
export const toolSourceConfigSchema = z.union([openApiSourceConfigSchema, mcpConfigSchema]);
export type ToolSourceConfig = z.infer<typeof toolSourceConfigSchema>;

export const sourceNameSchema = z.string().trim().min(1).max(80);
export const toolSourceSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['openapi', 'mcp']),
  name: z.string(),
  config: toolSourceConfigSchema,
  toolCount: z.number().int(),
  quarantinedCount: z.number().int(),
  /** When its tools were last listed with success. */
  listedAt: z.string().nullable(),
  /** What went wrong at the last listing. */
  lastError: toolErrorSchema.nullable(),
  createdAt: z.string(),
});
export type ToolSource = z.infer<typeof toolSourceSchema>;
/** GET /api/admin/tool-sources, by name. */
export const toolSourcesSchema = z.object({
  sources: z.array(toolSourceSchema),
  /** Names of the operator's stdio servers; empty: none may be added. */
  stdioServers: z.array(z.string()),
});
export type ToolSources = z.infer<typeof toolSourcesSchema>;
/** GET /api/admin/tool-sources/:id */
export const toolSourceDetailSchema = z.object({ source: toolSourceSchema, tools: z.array(adminToolSummarySchema) });
export type ToolSourceDetail = z.infer<typeof toolSourceDetailSchema>;

/** POST /api/admin/tool-sources: an MCP server; it is not asked yet, so one that is away can be added. */
export const createMcpSourceSchema = z.object({ name: sourceNameSchema, config: mcpConfigSchema });
export type CreateMcpSourceInput = z.output<typeof createMcpSourceSchema>;
/**
 * PATCH /api/admin/tool-sources/:id; `config` for MCP servers alone. Another connection quarantines the server's tools
 * until they are listed again.
 */
export const updateToolSourceSchema = z.object({
  name: sourceNameSchema.optional(),
  config: mcpConfigSchema.optional(),
});
export type UpdateToolSourceInput = z.output<typeof updateToolSourceSchema>;

/** A tool as its MCP server lists it now. */
export const remoteToolSchema = z.object({
  remoteName: z.string(),
  title: z.string(),
  description: z.string(),
  inputSchema: jsonObjectSchema,
  /** A valid and free name for it here. */
  suggestedName: z.string(),
  /** What the server says of itself (readOnlyHint): a hint, no proof. */
  suggestedEffect: toolEffectSchema,
  /** Names what was shown; sent back with the choice. */
  listedHash: sha256,
  /** new: not chosen; chosen: accepted as it is; changed: quarantined. unusable: its schema or size cannot be used. */
  state: z.enum(['new', 'chosen', 'changed', 'unusable']),
  /** The tool it is here, when chosen or changed. */
  toolId: z.uuid().nullable(),
  /** Why it is unusable. */
  problem: toolErrorSchema.nullable(),
  /** What was cut of what the server says, and what of its schema is not checked. */
  notes: z.array(schemaNoteSchema),
});
export type RemoteTool = z.infer<typeof remoteToolSchema>;
/**
 * POST /api/admin/tool-sources/:id/list: asks the MCP server now, quarantines what changed. Fails with `mcp-*` when it
 * does not answer.
 */
export const listedSourceSchema = z.object({
  source: toolSourceSchema,
  tools: z.array(remoteToolSchema),
  quarantinedNow: z.array(z.string()),
  /** Names of entries that are no tools. */ leftOut: z.array(z.string()),
});
export type ListedSource = z.infer<typeof listedSourceSchema>;
/**
 * POST /api/admin/tool-sources/:id/tools: takes tools of the listing; made disabled. 409 `tool-changed-meanwhile` when
 * one differs from what was shown.
 */
export const chooseRemoteToolsSchema = z.object({
  tools: z
    .array(
      z.object({
        remoteName: z.string().min(1).max(200),
        listedHash: sha256,
        name: toolNameSchema,
        title: titleSchema.optional(),
        effect: toolEffectSchema.default('change'),
      }),
    )
    .min(1)
    .max(100),
});
export type ChooseRemoteToolsInput = z.output<typeof chooseRemoteToolsSchema>;

/** 201 of the import and of choosing remote tools. */
export const importedToolsSchema = z.object({ source: toolSourceSchema, tools: z.array(adminToolSummarySchema) });
export type ImportedTools = z.infer<typeof importedToolsSchema>;
