import 'server-only';
import { MEMBERS_PAGE_SIZE } from '@/lib/auth/groups-contracts';
import { lockRow } from '@/lib/db/locks-sql';
import type { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';

const GROUP = {
  id: true,
  name: true,
  createdAt: true,
  _count: { select: { members: true } },
} satisfies Prisma.GroupSelect;
const MEMBER = { id: true, name: true, email: true, role: true, disabledAt: true } satisfies Prisma.PersonSelect;

/** With the number of its members. */
export type Group = Prisma.GroupGetPayload<{ select: typeof GROUP }>;
export type Member = Prisma.PersonGetPayload<{ select: typeof MEMBER }>;

/** All groups, by name. */
export async function findGroups(): Promise<Group[]> {
  return getPrisma().group.findMany({ select: GROUP, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
}

/** A group by id, or null. */
export async function findGroup(groupId: string, prisma: PrismaRunner = getPrisma()): Promise<Group | null> {
  return prisma.group.findUnique({ where: { id: groupId }, select: GROUP });
}

/** Locks the group's row, then reads it. */
export async function findGroupForUpdate({ prisma, sql }: Transaction, groupId: string): Promise<Group | null> {
  await lockRow(sql, 'person_group', groupId);
  return findGroup(groupId, prisma);
}

/** The number of groups. */
export async function countGroups(prisma: PrismaRunner): Promise<number> {
  return prisma.group.count();
}

/** One page of members, sorted by name; 1 is the first page. */
export async function findMembers(groupId: string, page: number): Promise<Member[]> {
  const found = await getPrisma().groupMember.findMany({
    where: { groupId },
    select: { person: { select: MEMBER } },
    orderBy: [{ person: { name: 'asc' } }, { personId: 'asc' }],
    skip: (page - 1) * MEMBERS_PAGE_SIZE,
    take: MEMBERS_PAGE_SIZE,
  });
  return found.map(({ person }) => person);
}

/** Ids of a group's members, in ascending order. */
export async function findMemberIds(groupId: string, prisma: PrismaRunner): Promise<string[]> {
  const found = await prisma.groupMember.findMany({
    where: { groupId },
    select: { personId: true },
    orderBy: { personId: 'asc' },
  });
  return found.map(({ personId }) => personId);
}

/** @returns false when another group has the name */
export async function insertGroup(
  group: { readonly id: string; readonly name: string; readonly createdAt: Date },
  prisma: PrismaRunner,
): Promise<boolean> {
  return (await prisma.group.createMany({ data: [group], skipDuplicates: true })).count === 1;
}

/** Fails on the unique index when another group has the name. */
export async function renameGroupRow(groupId: string, name: string, prisma: PrismaRunner): Promise<void> {
  await prisma.group.updateMany({ where: { id: groupId }, data: { name } });
}

/** Its memberships are deleted by cascade, its grants by a trigger. */
export async function deleteGroupRow(groupId: string, prisma: PrismaRunner): Promise<void> {
  await prisma.group.deleteMany({ where: { id: groupId } });
}

/** @returns false when the person is a member already */
export async function insertMember(groupId: string, personId: string, prisma: PrismaRunner): Promise<boolean> {
  const inserted = await prisma.groupMember.createMany({ data: [{ groupId, personId }], skipDuplicates: true });
  return inserted.count === 1;
}

/** @returns false when the person was not a member */
export async function deleteMember(groupId: string, personId: string, prisma: PrismaRunner): Promise<boolean> {
  return (await prisma.groupMember.deleteMany({ where: { groupId, personId } })).count === 1;
}
