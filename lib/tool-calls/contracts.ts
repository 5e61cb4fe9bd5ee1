import { z } from 'zod';
import { roleSchema } from '@/lib/auth/contracts';
import { jsonObjectSchema, toolEffectSchema, toolErrorSchema, argumentNameSchema } from '@/lib/tools/contracts';

export const TOOL_CALL_STATES = [
  'waiting_approval',
  'ready',
  'running',
  'done',
  'invalid',
  'refused',
  'failed',
  'cancelled',
] as const;
export const toolCallStateSchema = z.enum(TOOL_CALL_STATES);
export type ToolCallState = z.infer<typeof toolCallStateSchema>;
/** States in which a call can still change. */
export const OPEN_CALL_STATES = ['waiting_approval', 'ready', 'running'] as const satisfies readonly ToolCallState[];
const OPEN_CALLS = new Set<ToolCallState>(OPEN_CALL_STATES);
/** Whether the call can still change. */
export function isOpenCall(call: { readonly state: ToolCallState }): boolean {
  return OPEN_CALLS.has(call.state);
}

export const approvalStateSchema = z.enum(['pending', 'approved', 'refused', 'expired', 'cancelled']);
/**
 * A person as others see them beside a call. People choose their own name, so the email address, which only
 * administrators set, is shown too; null when the account is deleted.
 */
export const callPersonSchema = z.object({ id: z.uuid(), name: z.string(), email: z.string().nullable().optional() });
export type CallPerson = z.infer<typeof callPersonSchema>;
/** What a reader sees of the approval of a call. */
export const callApprovalSchema = z.object({
  id: z.uuid(),
  state: approvalStateSchema,
  mode: z.enum(['self', 'approvers']),
  /** Names of the roles (as role names) and groups who may decide; empty for `self`. */
  roles: z.array(roleSchema),
  groups: z.array(z.string()),
  fourEyes: z.boolean(),
  expiresAt: z.string(),
  decidedBy: callPersonSchema.nullable(),
  decidedAt: z.string().nullable(),
  reason: z.string().nullable(),
  /** Hash of the arguments a decision is about; sent back with it. */
  argumentHash: z.string(),
  /** The requested arguments, when the approver changed them. */
  originalArguments: jsonObjectSchema.nullable(),
  /** Whether the reader may decide now. */
  mayDecide: z.boolean(),
  /**
   * JSON Schema of the arguments, for a reader who may decide: an approver can edit the arguments of tools that are not
   * granted to them.
   */
  inputSchema: jsonObjectSchema.nullable(),
  /** How many look-ups are shown to the reader, who may decide now (POST /api/approvals/:id/look-ups). */
  lookUps: z.number().int(),
});
export type CallApproval = z.infer<typeof callApprovalSchema>;

/** Longest part of a result that is sent to a browser at once; the rest on demand (GET /api/tool-calls/:id/result). */
export const MAX_SHOWN_RESULT_CHARS = 20_000;

/** One call as people see it: in the answer, in the tool panel, in the inbox. Dates are ISO 8601. */
export const toolCallSchema = z.object({
  id: z.uuid(),
  origin: z.enum(['model', 'person']),
  runId: z.uuid().nullable(),
  conversationId: z.uuid().nullable(),
  messageId: z.uuid().nullable(),
  requester: callPersonSchema,
  step: z.number().int(),
  position: z.number().int(),
  toolId: z.uuid().nullable(),
  toolName: z.string(),
  toolTitle: z.string(),
  effect: toolEffectSchema,
  isSample: z.boolean(),
  /** Null when the model's text could not be parsed; `argumentsText` is that text. */
  arguments: jsonObjectSchema.nullable(),
  argumentsText: z.string(),
  /** In the order of the tool's schema; what it does not name comes after. */
  argumentNames: z.array(argumentNameSchema),
  state: toolCallStateSchema,
  error: toolErrorSchema.nullable(),
  result: z
    .object({
      type: z.enum(['json', 'text']),
      /** At most MAX_SHOWN_RESULT_CHARS characters. */
      text: z.string(),
      isWhole: z.boolean(),
      chars: z.number().int(),
      hash: z.string(),
      /** The model got only a part of it. */
      isCutForModel: z.boolean(),
    })
    .nullable(),
  approval: callApprovalSchema.nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type ToolCallDto = z.infer<typeof toolCallSchema>;

/**
 * POST /api/tool-calls: a manual call. `id` is a UUIDv7 made by the browser: a repeated request is the same call.
 */
export const callToolSchema = z.object({
  id: z.uuid(),
  toolId: z.uuid(),
  arguments: jsonObjectSchema,
  conversationId: z.uuid().nullable().default(null),
});
export type CallToolInput = z.output<typeof callToolSchema>;

/**
 * GET /api/tool-calls, GET /api/conversations/:id/tool-calls. `cursor` is a page's `nextCursor`, given back as it came.
 */
export const listCallsSchema = z.object({ cursor: z.string().max(100).optional() });
/**
 * Of a conversation also the calls of one answer, or of its answers those that need a decision and have not ended, or
 * whose end the answer does not know yet: all of them, in the order they were made.
 */
export const listConversationCallsSchema = listCallsSchema.extend({
  messageId: z.uuid().optional(),
  waiting: z.literal('true').optional(),
});
export type ListCallsInput = z.output<typeof listCallsSchema>;
/** Newest first. */
export const toolCallPageSchema = z.object({ calls: z.array(toolCallSchema), nextCursor: z.string().nullable() });
export type ToolCallPage = z.infer<typeof toolCallPageSchema>;

/**
 * POST /api/approvals/:id. `argumentHash` is that of the arguments the decider has seen; `arguments` only to edit them.
 */
export const decideApprovalSchema = z.strictObject({
  decision: z.enum(['approve', 'refuse']),
  argumentHash: z.string().regex(/^[0-9a-f]{64}$/),
  reason: z.string().trim().max(500).optional(),
  arguments: jsonObjectSchema.optional(),
});
export type DecideApprovalInput = z.output<typeof decideApprovalSchema>;

/** POST /api/approvals/:id/look-ups. The same id gives the same results; a new one looks up again. */
export const lookUpForApprovalSchema = z.object({ id: z.uuid() });

/**
 * The outcome. `not-granted`: the reader may not use this tool, or only after a decision; `gone`: it was deleted.
 */
export const approvalLookUpsSchema = z.object({
  lookUps: z.array(
    z.object({
      toolName: z.string(),
      title: z.string(),
      problem: z.enum(['not-granted', 'gone']).nullable(),
      call: toolCallSchema.nullable(),
    }),
  ),
});
export type ApprovalLookUps = z.infer<typeof approvalLookUpsSchema>;

/** A call with one of these errors stays pending and may be approved later. */
const PASSING_REFUSALS: ReadonlySet<string> = new Set(['tool-outside-hours', 'tool-schema-slow']);
/** Whether an error with this code is temporary for a call. */
export function isPassing(code: string): boolean {
  return PASSING_REFUSALS.has(code);
}

/** GET /api/approvals: what waits for me, oldest first; GET /api/approvals/count is the number alone. */
export const approvalInboxSchema = z.object({ items: z.array(toolCallSchema), nextCursor: z.string().nullable() });
export const approvalCountSchema = z.object({ count: z.number().int() });
