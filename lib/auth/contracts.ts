import { z } from 'zod';
import { UNSEEN_CHARACTER } from '@/lib/i18n/unseen-characters';

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
/** A temporary password that was not replaced by then is not accepted any more. */
export const TEMPORARY_PASSWORD_DAYS = 7;
/** Sessions of one person; a sign-in beyond this number ends the session that was unused for longest. */
export const MAX_SESSIONS = 20;
const MAX_LOGIN_LENGTH = 254;

/** Input methods type full-width letters and digits: they are folded to the plain ones. */
const folded = z
  .string()
  .trim()
  .max(MAX_LOGIN_LENGTH)
  .transform((value) => value.normalize('NFKC').toLowerCase());

export const passwordSchema = z.string().min(MIN_PASSWORD_LENGTH).max(MAX_PASSWORD_LENGTH);
/**
 * A person's name as others read it beside a request: no character in it hides or reverses the text around it. Names
 * from before this rule are kept.
 */
export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine((name) => !UNSEEN_CHARACTER.test(name), 'contains invisible characters');
export const emailSchema = folded.pipe(z.email().max(MAX_LOGIN_LENGTH));
/** Never contains an @, so that a user name can not be somebody's e-mail address. */
export const usernameSchema = folded.pipe(z.string().regex(/^[\p{L}\p{N}._-]{2,40}$/u));

/** What the sign-in form sends; `login` is an e-mail address or a user name. */
export const signInSchema = z.object({
  login: folded.pipe(z.string().min(1)),
  password: z.string().min(1).max(MAX_PASSWORD_LENGTH),
});
export type SignInInput = z.output<typeof signInSchema>;

/** The first administrator, created with the one-time link of the terminal. */
export const setupSchema = z.object({
  token: z.string().min(1).max(200),
  name: nameSchema,
  email: emailSchema,
  username: usernameSchema.optional(),
  password: passwordSchema,
});
export type SetupInput = z.output<typeof setupSchema>;

export const setupStateSchema = z.object({ needed: z.boolean() });

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

export const PEOPLE_PAGE_SIZE = 50;

export const listPeopleSchema = z.object({
  search: z.string().trim().max(100).default(''),
  role: roleSchema.optional(),
  status: z.enum(['all', 'enabled', 'disabled']).default('all'),
  /** 1 is the first. */
  page: z.coerce.number().int().min(1).max(100_000).default(1),
});
export type ListPeopleInput = z.output<typeof listPeopleSchema>;

export const peoplePageSchema = z.object({
  people: z.array(personSchema),
  /** How many people match, over all pages. */
  total: z.number().int(),
  page: z.number().int(),
  pageSize: z.number().int(),
});
export type PeoplePage = z.infer<typeof peoplePageSchema>;

export const createPersonSchema = z.object({
  name: nameSchema,
  email: emailSchema,
  username: usernameSchema.nullish(),
  role: roleSchema.default('employee'),
});
export type CreatePersonInput = z.output<typeof createPersonSchema>;

/** Only the given fields change. */
export const updatePersonSchema = z.object({
  name: nameSchema.optional(),
  email: emailSchema.optional(),
  username: usernameSchema.nullish(),
  role: roleSchema.optional(),
  disabled: z.boolean().optional(),
});
export type UpdatePersonInput = z.output<typeof updatePersonSchema>;

/** `temporaryPassword` is in this response only and cannot be read again. */
export const temporaryPasswordSchema = z.object({ person: personSchema, temporaryPassword: z.string() });
export type TemporaryPassword = z.infer<typeof temporaryPasswordSchema>;

export const meSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  username: z.string().nullable(),
  role: roleSchema,
  locale: localeSchema.nullable(),
  mustChangePassword: z.boolean(),
});
export type Me = z.infer<typeof meSchema>;

export const updateMeSchema = z.object({ name: nameSchema.optional(), locale: localeSchema.nullish() });
export type UpdateMeInput = z.output<typeof updateMeSchema>;

export const changePasswordSchema = z.object({
  currentPassword: z.string().min(1).max(MAX_PASSWORD_LENGTH),
  newPassword: passwordSchema,
});
export type ChangePasswordInput = z.output<typeof changePasswordSchema>;

/** One device on which I am signed in. Dates are ISO 8601. */
export const sessionSchema = z.object({
  id: z.uuid(),
  userAgent: z.string(),
  address: z.string(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  /** The session of this request. */
  current: z.boolean(),
});
export type SessionDto = z.infer<typeof sessionSchema>;
export const sessionListSchema = z.object({ sessions: z.array(sessionSchema) });

/** `includeCurrent`: this session too. */
export const signOutEverywhereSchema = z.object({ includeCurrent: z.boolean().default(false) });
