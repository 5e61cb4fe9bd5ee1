import 'server-only';
import type { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { lockRow } from '@/lib/db/locks-sql';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import type { SetGrantInput } from '@/lib/grants/contracts';
import type { ApplicableGrant } from '@/lib/grants/decide-grant';
import { grantLimitsSchema, type GrantEffect, type GrantLimits } from '@/lib/tools/contracts';

type SubjectKind = SetGrantInput['subjectKind'];

/** A grant with the names of its tool and of its group or person. */
export interface NamedGrant {
  readonly id: string;
  readonly toolId: string;
  readonly toolName: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly subjectName: string;
  readonly effect: GrantEffect;
  readonly limits: GrantLimits;
  readonly updatedAt: Date;
}

/**
 * Grants of tools that are not deleted. The subject's name is that of the person or group; for a role, and for a
 * deleted subject, its id.
 */
async function findNamedGrants(
  { where = {}, ...page }: Pick<Prisma.ToolGrantFindManyArgs, 'where' | 'orderBy' | 'take'>,
  prisma: PrismaRunner,
): Promise<NamedGrant[]> {
  const grants = await prisma.toolGrant.findMany({
    ...page,
    where: { ...where, tool: { deletedAt: null } },
    include: { tool: { select: { name: true } } },
  });
  const subjects = (kind: SubjectKind) => ({
    where: {
      id: {
        in: [...new Set(grants.flatMap(({ subjectKind, subjectId }) => (subjectKind === kind ? [subjectId] : [])))],
      },
    },
    select: { id: true, name: true },
  });
  const [groups, people] = await Promise.all([
    prisma.group.findMany(subjects('group')),
    prisma.person.findMany(subjects('person')),
  ]);
  const names = new Map([...groups, ...people].map(({ id, name }) => [id, name]));
  return grants.map(({ tool, limits, ...grant }) => ({
    ...grant,
    toolName: tool.name,
    subjectName: names.get(grant.subjectId) ?? grant.subjectId,
    limits: grantLimitsSchema.parse(limits),
  }));
}

/** The grants of all tools to roles and groups, and those to one person (null: to none), each with names. */
export async function selectMatrixGrants(personId: string | null): Promise<NamedGrant[]> {
  const ofPerson = personId === null ? [] : [{ subjectKind: 'person' as const, subjectId: personId }];
  const grants = await findNamedGrants(
    { where: { OR: [{ subjectKind: { in: ['role', 'group'] } }, ...ofPerson] }, orderBy: { id: 'asc' } },
    getPrisma(),
  );
  return grants.sort(
    (a, b) => KINDS.indexOf(a.subjectKind) - KINDS.indexOf(b.subjectKind) || compare(a.subjectName, b.subjectName),
  );
}

const KINDS: readonly SubjectKind[] = ['role', 'group', 'person'];

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every grant there is. */
export async function selectAllGrants(): Promise<ApplicableGrant[]> {
  const grants = await getPrisma().toolGrant.findMany({
    orderBy: { id: 'asc' },
    select: { id: true, toolId: true, subjectKind: true, subjectId: true, effect: true, limits: true },
  });
  return grants.map((grant) => ({ ...grant, limits: grantLimitsSchema.parse(grant.limits) }));
}

/** The members of these groups, each with those of the groups that they are in. */
export async function selectMembersOf(groupIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const members = await getPrisma().groupMember.findMany({
    where: { groupId: { in: [...groupIds] } },
    select: { personId: true, groupId: true },
  });
  const groupsOf = new Map<string, Set<string>>();
  for (const { personId, groupId } of members)
    groupsOf.set(personId, (groupsOf.get(personId) ?? new Set()).add(groupId));
  return groupsOf;
}

export interface GrantPlace {
  /** Null: the grants of all tools. */
  readonly toolId: string | null;
  /** The id of the last grant of the page before; null: the first page. */
  readonly after: string | null;
}

/** At most `most` grants, oldest first. */
export function selectGrantPage({ toolId, after }: GrantPlace, most: number): Promise<NamedGrant[]> {
  const where = { ...(toolId === null ? {} : { toolId }), ...(after === null ? {} : { id: { gt: after } }) };
  return findNamedGrants({ where, orderBy: { id: 'asc' }, take: most }, getPrisma());
}

/** A grant with the names of its tool and subject, or null. */
export async function findNamedGrant(grantId: string, prisma: PrismaRunner): Promise<NamedGrant | null> {
  return (await findNamedGrants({ where: { id: grantId } }, prisma))[0] ?? null;
}

/** The grant of a tool and subject, with its row locked; null: there is none. */
export async function findGrantOf(
  { prisma, sql }: Transaction,
  grant: Pick<SetGrantInput, 'toolId' | 'subjectKind' | 'subjectId'>,
): Promise<NamedGrant | null> {
  const { toolId, subjectKind, subjectId } = grant;
  const where = { toolId, subjectKind, subjectId };
  const found = await prisma.toolGrant.findFirst({ where, select: { id: true } });
  if (found !== null) await lockRow(sql, 'tool_grant', found.id);
  return (await findNamedGrants({ where }, prisma))[0] ?? null;
}

/** @param seen only as it was then; null: however it is */
export async function deleteGrantRow(grantId: string, seen: string | null, prisma: PrismaRunner): Promise<boolean> {
  const where = { id: grantId, ...(seen === null ? {} : { updatedAt: seen }) };
  return (await prisma.toolGrant.deleteMany({ where })).count === 1;
}

/** Ids in the order they were pinned. */
export async function selectPins(personId: string): Promise<string[]> {
  const pins = await getPrisma().toolPin.findMany({
    where: { personId },
    orderBy: [{ pinnedAt: 'asc' }, { toolId: 'asc' }],
    select: { toolId: true },
  });
  return pins.map(({ toolId }) => toolId);
}

/** Pins a tool for a person; does nothing when it is pinned already. */
export async function insertPin(personId: string, toolId: string, pinnedAt: Date): Promise<void> {
  await getPrisma().toolPin.createMany({ data: [{ personId, toolId, pinnedAt }], skipDuplicates: true });
}

/** Removes a person's pin of a tool, if there is one. */
export async function deletePin(personId: string, toolId: string): Promise<void> {
  await getPrisma().toolPin.deleteMany({ where: { personId, toolId } });
}
