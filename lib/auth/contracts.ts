import { z } from 'zod';

export const ROLES = ['employee', 'agent', 'admin'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

export const LOCALES = ['zh', 'en'] as const;
export const localeSchema = z.enum(LOCALES);

/** Who asks, as every route and lib function receives it. */
export interface Principal {
  readonly personId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly role: Role;
  /** Signed in with a temporary password: may only change it or sign out. */
  readonly mustChangePassword: boolean;
}

export const MIN_PASSWORD_LENGTH = 8;
export const MAX_PASSWORD_LENGTH = 200;
export const passwordSchema = z.string().min(MIN_PASSWORD_LENGTH).max(MAX_PASSWORD_LENGTH);
export const nameSchema = z.string().trim().min(1).max(80);
export const emailSchema = z.email().max(254).transform((value) => value.toLowerCase());
export const usernameSchema = z.string().trim().toLowerCase().regex(/^[\p{L}\p{N}._-]{2,40}$/u);

/** A person as the admin list shows them. Dates are ISO 8601. */
export const personSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  username: z.string().nullable(),
  name: z.string(),
  role: roleSchema,
  disabled: z.boolean(),
  mustChangePassword: z.boolean(),
  createdAt: z.string(),
  lastSeenAt: z.string().nullable(),
});
export type PersonDto = z.infer<typeof personSchema>;
