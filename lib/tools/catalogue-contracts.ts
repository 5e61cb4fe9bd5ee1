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

/** Tools and their sources as admins see and change them. Dates are ISO 8601. */

export const MAX_TOOL_DESCRIPTION_CHARS = 4_000;
export const MAX_INPUT_SCHEMA_CHARS = 60_000;
/** Most differences of a quarantined tool that are shown; a tool with more cannot be accepted. */
export const MAX_TOOL_DIFFERENCES = 200;

const titleSchema = z.string().trim().min(1).max(120);
const descriptionSchema = z.string().trim().min(1).max(MAX_TOOL_DESCRIPTION_CHARS);
export const hostsSchema = z.array(hostSchema).max(20);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

// Tools

/** What a source offers now instead of what was accepted. */
export const toolProposalSchema = z.union([
  z.object({ gone: z.literal(true) }),
  /**
   * The connection of its server was changed, and the server has not been listed since. `wasHeld`: the tool was already
   * quarantined for an admin's review before.
   */
  z.object({ gone: z.literal(false), moved: z.literal(true), wasHeld: z.boolean() }),
  /**
   * Longer than a tool may be: only its length in characters and its hash are stored, to distinguish it from another
   * one.
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
  /** Not null: the tool is neither offered nor called until an admin accepts the change. */
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
  /** JSON, or the text of the description; null: it is missing on this side. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type ToolDifference = z.infer<typeof toolDifferenceSchema>;

export const quarantineSchema = z.object({
  since: z.string(),
  /** The source no longer offers it: it cannot be accepted, only deleted. */
  gone: z.boolean(),
  /**
   * The connection of its server was changed: the next successful listing compares the tool, and releases it when it is
   * as accepted.
   */
  moved: z.boolean(),
  description: z.string().nullable(),
  inputSchema: jsonObjectSchema.nullable(),
  /** At most MAX_TOOL_DIFFERENCES. */
  differences: z.array(toolDifferenceSchema),
  /**
   * There are more differences, or it is too large to be a tool: it cannot be accepted (409 `tool-too-different`,
   * `tool-unusable`), only deleted.
   */
  isCut: z.boolean(),
  /** Identifies the reviewed proposal; sent back with the acceptance. */
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
  /** Identifies the settings that were read; sent back with a change of them. */
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
 * POST /api/admin/tools: creates an HTTP tool, disabled. Default of `approval`: none for a read-only tool, self for a
 * changing one.
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
  /** Required for a tool that changes something and whose approval mode is `none`; audited. */
  confirmNoApproval: z.boolean().default(false),
});
export type CreateToolInput = z.output<typeof createToolSchema>;

/**
 * PATCH /api/admin/tools/:id. The description and schema of an MCP tool belong to its server, those of a built-in tool
 * to Yika; only HTTP tools have a definition that can be changed (else 409 `tool-part-fixed`). With `settingsHash` the
 * change applies only to the settings that were read (else 409 `tool-saved-meanwhile`).
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
 * POST /api/admin/tools/:id/try: makes one call as the admin, with a tool that is disabled or read-only (else 409
 * `tool-try-enabled`); audited.
 */
export const tryToolSchema = z.object({ arguments: jsonObjectSchema });
/** POST /api/admin/tools/try: the same with the values of the form, before it is saved. */
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
  /** The address from which the document was fetched; null: pasted or uploaded. */
  documentUrl: z.string().nullable(),
  title: z.string(),
  version: z.string(),
  serverUrl: z.string(),
  /**
   * What was changed or left out when the document was imported: notes about the document, and about each operation.
   */
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
  /** When its tools were last listed successfully. */
  listedAt: z.string().nullable(),
  /** The error of the last listing. */
  lastError: toolErrorSchema.nullable(),
  createdAt: z.string(),
});
export type ToolSource = z.infer<typeof toolSourceSchema>;
/** GET /api/admin/tool-sources, by name. */
export const toolSourcesSchema = z.object({
  sources: z.array(toolSourceSchema),
  /** Names of the stdio servers in the operator's configuration; empty: none can be added. */
  stdioServers: z.array(z.string()),
});
export type ToolSources = z.infer<typeof toolSourcesSchema>;
/** GET /api/admin/tool-sources/:id */
export const toolSourceDetailSchema = z.object({ source: toolSourceSchema, tools: z.array(adminToolSummarySchema) });
export type ToolSourceDetail = z.infer<typeof toolSourceDetailSchema>;

/**
 * POST /api/admin/tool-sources: adds an MCP server. It is not contacted yet, so a server that is offline can be added.
 */
export const createMcpSourceSchema = z.object({ name: sourceNameSchema, config: mcpConfigSchema });
export type CreateMcpSourceInput = z.output<typeof createMcpSourceSchema>;
/**
 * PATCH /api/admin/tool-sources/:id; only MCP servers have a `config`. A changed connection quarantines the server's
 * tools until they are listed again.
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
  /** A valid name for it that no other tool has. */
  suggestedName: z.string(),
  /** What the server claims (readOnlyHint); it is not verified. */
  suggestedEffect: toolEffectSchema,
  /** Identifies what was shown; sent back with the choice. */
  listedHash: sha256,
  /**
   * new: not chosen yet. chosen: accepted as it is. changed: quarantined. unusable: its schema or size is not
   * supported.
   */
  state: z.enum(['new', 'chosen', 'changed', 'unusable']),
  /** The id of the tool, when chosen or changed. */
  toolId: z.uuid().nullable(),
  /** Why it is unusable. */
  problem: toolErrorSchema.nullable(),
  /** Which texts of the server were cut, and which parts of its schema are not checked. */
  notes: z.array(schemaNoteSchema),
});
export type RemoteTool = z.infer<typeof remoteToolSchema>;
/**
 * POST /api/admin/tool-sources/:id/list: lists the tools of the MCP server now, and quarantines those that changed.
 * Fails with `mcp-*` when the server does not answer.
 */
export const listedSourceSchema = z.object({
  source: toolSourceSchema,
  tools: z.array(remoteToolSchema),
  quarantinedNow: z.array(z.string()),
  /** Names of listed entries that are not valid tools. */ leftOut: z.array(z.string()),
});
export type ListedSource = z.infer<typeof listedSourceSchema>;
/**
 * POST /api/admin/tool-sources/:id/tools: adds tools of the listing, disabled. 409 `tool-changed-meanwhile` when one
 * differs from what was shown.
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

/** 201 response of the import and of choosing remote tools. */
export const importedToolsSchema = z.object({ source: toolSourceSchema, tools: z.array(adminToolSummarySchema) });
export type ImportedTools = z.infer<typeof importedToolsSchema>;
