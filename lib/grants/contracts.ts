import { z } from 'zod';
import { roleSchema } from '@/lib/auth/contracts';
import { grantEffectSchema, grantLimitsSchema, grantSubjectSchema, toolEffectSchema } from '@/lib/tools/contracts';

/** Grants as admins see and set them. Dates are ISO 8601. */

/** The name of a role, or the id of a group or a person. */
const subjectIdSchema = z.union([roleSchema, z.uuid()]);

export const grantSchema = z.object({
  id: z.uuid(),
  toolId: z.uuid(),
  subjectKind: grantSubjectSchema,
  subjectId: z.string(),
  /** The name of the group or person; for a role its own name. */
  subjectName: z.string(),
  effect: grantEffectSchema,
  limits: grantLimitsSchema,
  updatedAt: z.string(),
});
export type GrantDto = z.infer<typeof grantSchema>;

export const GRANTS_PAGE_SIZE = 200;

/**
 * GET /api/admin/grants: the grants of all tools or of one, oldest first. `cursor` is the `nextCursor` of the page
 * before.
 */
export const listGrantsSchema = z.object({ toolId: z.uuid().optional(), cursor: z.uuid().optional() });
export type ListGrantsInput = z.output<typeof listGrantsSchema>;
export const grantPageSchema = z.object({ grants: z.array(grantSchema), nextCursor: z.uuid().nullable() });
export type GrantPage = z.infer<typeof grantPageSchema>;

/**
 * `updatedAt` of the grant that the admin looked at. If somebody else has changed the grant since, the request is
 * refused (409 `grant-changed-meanwhile`).
 */
const seenSchema = z.iso.datetime();
/** DELETE /api/admin/grants/:id */
export const removeGrantSchema = z.object({ seen: seenSchema.optional() });
export type RemoveGrantInput = z.output<typeof removeGrantSchema>;

/**
 * PUT /api/admin/grants: sets the one grant of this tool and subject. `limits` are replaced as a whole. `seen` is null
 * when there was no grant.
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
 * What a person may do with a tool, and why: `denied` (some grant denies it), the level whose grants decided (`person`,
 * `group`, `role`), or `nothing` (there is no grant). `decidedBy`: the ids of the grants that decided. `needsApproval`:
 * who has to approve a call. `unavailable`: why nobody can call the tool now.
 */
export const effectiveGrantSchema = z.object({
  toolId: z.uuid(),
  effect: grantEffectSchema,
  why: z.enum(['denied', 'person', 'group', 'role', 'nothing']),
  decidedBy: z.array(z.uuid()),
  /** All limits that apply to the person with this tool; the tightest one counts. */
  limits: z.array(grantLimitsSchema),
  needsApproval: z.enum(['none', 'self', 'approvers']),
  unavailable: z.enum(['tool-disabled', 'tool-held', 'person-disabled']).nullable(),
});
export type EffectiveGrant = z.infer<typeof effectiveGrantSchema>;

/** The size of the tools' descriptions in every prompt, in characters and in tokens (a high estimate). */
const promptSizeSchema = z.object({ chars: z.number().int(), tokens: z.number().int() });
/**
 * How much of a prompt tools may use, and how much they use. When they need more than `maxTokens`, the model is not
 * offered those that do not fit (pinned and used tools have priority); people can still call them manually.
 */
export const toolRoomSchema = z.object({
  /** One third of the engine's context. */
  maxTokens: z.number().int(),
  /** For a person who has this role and no other grants. */
  roles: z.array(promptSizeSchema.extend({ role: roleSchema })),
  /** For the chosen person. `leftOut`: tools that they may use and that the model is not offered. */
  person: promptSizeSchema.extend({ leftOut: z.array(z.uuid()) }).nullable(),
});
export type ToolRoom = z.infer<typeof toolRoomSchema>;

/**
 * GET /api/admin/grants/matrix?personId=: the tools by name. `grants` are the filled cells: those of roles, groups and
 * the chosen person.
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
  /** The chosen person with the rule that applies to each tool, in the order of the tools. */
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
