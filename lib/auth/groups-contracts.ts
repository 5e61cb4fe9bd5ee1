import { z } from 'zod';
import { nameSchema, roleSchema } from '@/lib/auth/contracts';

/** Sets of persons, which grants and approvals name. Dates are ISO 8601. */

export const MAX_GROUPS = 500;

export const groupNameSchema = nameSchema;

export const groupSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  memberCount: z.number().int(),
  createdAt: z.string(),
});
export type GroupDto = z.infer<typeof groupSchema>;
/** GET /api/admin/groups, by name. */
export const groupsSchema = z.object({ groups: z.array(groupSchema) });

export const groupMemberSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  disabled: z.boolean(),
});
export const MEMBERS_PAGE_SIZE = 50;
/** GET /api/admin/groups/:id; `page`: 1 is the first of its members. */
export const getGroupSchema = z.object({ page: z.coerce.number().int().min(1).max(100_000).default(1) });
export type GetGroupInput = z.output<typeof getGroupSchema>;
/** One page of members by name; `memberCount` is of all pages. */
export const groupDetailSchema = groupSchema.extend({
  members: z.array(groupMemberSchema),
  pageSize: z.number().int(),
});
export type GroupDetail = z.infer<typeof groupDetailSchema>;

/** POST /api/admin/groups and PATCH /api/admin/groups/:id. */
export const nameGroupSchema = z.object({ name: groupNameSchema });
export type NameGroupInput = z.output<typeof nameGroupSchema>;
