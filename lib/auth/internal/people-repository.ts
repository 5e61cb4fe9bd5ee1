import 'server-only';
import {
  PEOPLE_PAGE_SIZE,
  TEMPORARY_PASSWORD_DAYS,
  type ListPeopleInput,
  type Me,
  type Role,
  type UpdatePersonInput,
} from '@/lib/auth/contracts';
import { lockRow } from '@/lib/db/locks-sql';
import type { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

const PERSON = {
  id: true,
  email: true,
  username: true,
  name: true,
  role: true,
  passwordHash: true,
  mustChangePassword: true,
  passwordExpiresAt: true,
  disabledAt: true,
  locale: true,
  createdAt: true,
} satisfies Prisma.PersonSelect;
const LISTED_PERSON = {
  ...PERSON,
  sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1, select: { lastSeenAt: true } },
} satisfies Prisma.PersonSelect;

export type Person = Prisma.PersonGetPayload<{ select: typeof PERSON }>;
/** With their session that was used last. */
export type ListedPerson = Prisma.PersonGetPayload<{ select: typeof LISTED_PERSON }>;

/** Whether a person's password was a temporary one whose time is over. */
export function isPasswordExpired({ passwordExpiresAt }: Person): boolean {
  return passwordExpiresAt !== null && passwordExpiresAt.getTime() <= Date.now();
}

/** Enabled administrators. The last one can be neither demoted nor disabled, so 0 means that there was never one. */
export async function countAdmins(prisma: PrismaRunner = getPrisma()): Promise<number> {
  return prisma.person.count({ where: { role: 'admin', disabledAt: null } });
}

/** By e-mail or user name, lower case. Both are unique, and a user name has no @, so at most one matches. */
export async function findPersonByLogin(login: string): Promise<Person | null> {
  return getPrisma().person.findFirst({ where: { OR: [{ email: login }, { username: login }] }, select: PERSON });
}

/** A person by id, or null. */
export async function findPerson(personId: string, prisma: PrismaRunner = getPrisma()): Promise<Person | null> {
  return prisma.person.findUnique({ where: { id: personId }, select: PERSON });
}

/** A person with the fields of the list of people, or null. */
export async function findListedPerson(personId: string, prisma: PrismaRunner): Promise<ListedPerson | null> {
  return prisma.person.findUnique({ where: { id: personId }, select: LISTED_PERSON });
}

/** Locks the person's row, then reads it. */
export async function findPersonForUpdate({ prisma, sql }: Transaction, personId: string): Promise<Person | null> {
  await lockRow(sql, 'person', personId);
  return findPerson(personId, prisma);
}

export interface NewPerson {
  readonly id: string;
  readonly email: string;
  readonly username: string | null;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly mustChangePassword: boolean;
}

/** Stores a new person. Fails on a unique index when the email or user name is taken. */
export async function insertPerson(person: NewPerson, prisma: PrismaRunner): Promise<void> {
  await prisma.person.create({
    data: { ...person, passwordExpiresAt: expiryOf(person.mustChangePassword) },
    select: { id: true },
  });
}

/** Changes what the patch names; `undefined` leaves a column as it is, `null` empties it. */
export async function updatePersonRow(
  personId: string,
  { name, email, username, role, locale, disabled }: UpdatePersonInput & { readonly locale?: Me['locale'] | undefined },
  prisma: PrismaRunner = getPrisma(),
): Promise<void> {
  await prisma.person.updateMany({
    where: { id: personId },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(email === undefined ? {} : { email }),
      ...(username === undefined ? {} : { username }),
      ...(role === undefined ? {} : { role }),
      ...(locale === undefined ? {} : { locale }),
      ...(disabled === false ? { disabledAt: null } : {}),
    },
  });
  // A person who is disabled already keeps the earlier time.
  if (disabled === true)
    await prisma.person.updateMany({ where: { id: personId, disabledAt: null }, data: { disabledAt: new Date() } });
}

/** Stores a password hash; with `mustChangePassword` the password is temporary and expires. */
export async function updatePassword(
  personId: string,
  passwordHash: string,
  mustChangePassword: boolean,
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.person.updateMany({
    where: { id: personId },
    data: { passwordHash, mustChangePassword, passwordExpiresAt: expiryOf(mustChangePassword) },
  });
}

export interface PeopleFound {
  readonly people: readonly ListedPerson[];
  readonly total: number;
}

/** One page of people, who joined last first; a few thousand rows at the most, so a scan is quick enough. */
export async function findPeople({ search, role, status, page }: ListPeopleInput): Promise<PeopleFound> {
  const prisma = getPrisma();
  // Prisma gives the text to ILIKE as it is.
  const contains = {
    contains: search.normalize('NFKC').replace(/[\\%_]/g, String.raw`\$&`),
    mode: 'insensitive',
  } as const;
  const where: Prisma.PersonWhereInput = {
    ...(search === '' ? {} : { OR: [{ name: contains }, { email: contains }, { username: contains }] }),
    ...(role === undefined ? {} : { role }),
    ...(status === 'all' ? {} : { disabledAt: status === 'enabled' ? null : { not: null } }),
  };
  const [total, people] = await Promise.all([
    prisma.person.count({ where }),
    prisma.person.findMany({
      where,
      select: LISTED_PERSON,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      skip: (page - 1) * PEOPLE_PAGE_SIZE,
      take: PEOPLE_PAGE_SIZE,
    }),
  ]);
  return { people, total };
}

/** When a password ends: a temporary one after some days, another one never. */
function expiryOf(isTemporary: boolean): Date | null {
  return isTemporary ? new Date(Date.now() + TEMPORARY_PASSWORD_DAYS * 86_400_000) : null;
}
