import { z } from 'zod';
import { roleSchema } from '@/lib/auth/contracts';
import { grantEffectSchema, grantLimitsSchema, grantSubjectSchema, toolEffectSchema } from '@/lib/tools/contracts';

/** Who may call what, as admins see and set it. Dates are ISO 8601. */

/** A role's name, or a group's or a person's id. */
const subjectIdSchema = z.union([roleSchema, z.uuid()]);

export const grantSchema = z.object({
  id: z.uuid(),
  toolId: z.uuid(),
  subjectKind: grantSubjectSchema,
  subjectId: z.string(),
  /** Of the group or person; the role's own name for a role. */
  subjectName: z.string(),
  effect: grantEffectSchema,
  limits: grantLimitsSchema,
  updatedAt: z.string(),
});
export type GrantDto = z.infer<typeof grantSchema>;

export const GRANTS_PAGE_SIZE = 200;

/** GET /api/admin/grants: of all tools or of one, oldest first. `cursor`: the `nextCursor` of the page before. */
export const listGrantsSchema = z.object({ toolId: z.uuid().optional(), cursor: z.uuid().optional() });
export type ListGrantsInput = z.output<typeof listGrantsSchema>;
export const grantPageSchema = z.object({ grants: z.array(grantSchema), nextCursor: z.uuid().nullable() });
export type GrantPage = z.infer<typeof grantPageSchema>;

/**
 * `updatedAt` of the grant as it was looked at. With it, one that somebody else changed meanwhile is left as it is (409
 * `grant-changed-meanwhile`).
 */
const seenSchema = z.iso.datetime();
/** DELETE /api/admin/grants/:id */
export const removeGrantSchema = z.object({ seen: seenSchema.optional() });
export type RemoveGrantInput = z.output<typeof removeGrantSchema>;

/**
 * PUT /api/admin/grants: sets the one grant of this tool and subject. `limits` are replaced as a whole. `seen` null:
 * there was none.
 */
export const setGrantSchema = z
  .strictObject({
    toolId: z.uuid(),
    subjectKind: grantSubjectSchema,
    subjectId: subjectIdSchema,
    effect: grantEffectSchema,
    limits: grantLimitsSchema.default({}),
    seen: seenSchema.nullable().optional(),
  })
  .refine(({ subjectKind, subjectId }) => (subjectKind === 'role') === roleSchema.safeParse(subjectId).success, {
    path: ['subjectId'],
    message: 'does not fit subjectKind',
  });
export type SetGrantInput = z.output<typeof setGrantSchema>;

/**
 * What a person may do with a tool, and why: `denied` (a deny somewhere), the level whose grants decided (`person`,
 * `group`, `role`), or `nothing` (nobody granted it). `decidedBy` are the grants' ids. `needsApproval`: whose decision
 * a call waits for. `unavailable`: why it cannot be called at all now.
 */
export const effectiveGrantSchema = z.object({
  toolId: z.uuid(),
  effect: grantEffectSchema,
  why: z.enum(['denied', 'person', 'group', 'role', 'nothing']),
  decidedBy: z.array(z.uuid()),
  /** Every limit that applies to them with this tool; the tightest counts. */
  limits: z.array(grantLimitsSchema),
  needsApproval: z.enum(['none', 'self', 'approvers']),
  unavailable: z.enum(['tool-disabled', 'tool-held', 'person-disabled']).nullable(),
});
export type EffectiveGrant = z.infer<typeof effectiveGrantSchema>;

/**
 * What tools take of every prompt: their descriptions for the model, in characters and in tokens, estimated on the high
 * side.
 */
const promptSizeSchema = z.object({ chars: z.number().int(), tokens: z.number().int() });
/**
 * The room that tools have in a prompt, and what they take of it. Where they take more than `maxTokens`, those that do
 * not fit are not offered to the model (pinned and used ones go first); people may call them manually as before.
 */
export const toolRoomSchema = z.object({
  /** A third of the engine's context. */
  maxTokens: z.number().int(),
  /** Of a person who has this role and no other grants. */
  roles: z.array(promptSizeSchema.extend({ role: roleSchema })),
  /** Of the chosen person; `leftOut`: the tools they may use that the model is not offered. */
  person: promptSizeSchema.extend({ leftOut: z.array(z.uuid()) }).nullable(),
});
export type ToolRoom = z.infer<typeof toolRoomSchema>;

/**
 * GET /api/admin/grants/matrix?personId=: tools by name; `grants` are the filled cells: of roles, groups and the chosen
 * person.
 */
export const grantMatrixQuerySchema = z.object({ personId: z.uuid().optional() });
export const grantMatrixSchema = z.object({
  tools: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      title: z.string(),
      effect: toolEffectSchema,
      enabled: z.boolean(),
      quarantined: z.boolean(),
      approvalMode: z.enum(['none', 'self', 'approvers']),
    }),
  ),
  roles: z.array(roleSchema),
  groups: z.array(z.object({ id: z.uuid(), name: z.string() })),
  grants: z.array(grantSchema),
  room: toolRoomSchema,
  /** The chosen person and the rule that applies to each tool, in the same order. */
  person: z
    .object({
      id: z.uuid(),
      name: z.string(),
      role: roleSchema,
      disabled: z.boolean(),
      groupIds: z.array(z.uuid()),
      effective: z.array(effectiveGrantSchema),
    })
    .nullable(),
});
export type GrantMatrix = z.infer<typeof grantMatrixSchema>;
