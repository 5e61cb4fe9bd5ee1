import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { Role } from '@/lib/auth/contracts';
import { MEMBERS_PAGE_SIZE } from '@/lib/auth/groups-contracts';

export interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly members: number;
}

const GROUP = `g.id, g.name, g.created_at, (SELECT count(*)::int FROM group_member m WHERE m.group_id = g.id) AS members`;

export async function selectGroups(sql: SqlRunner): Promise<GroupRow[]> {
  return (await sql.query<GroupRow>(`SELECT ${GROUP} FROM person_group g ORDER BY g.name, g.id`)).rows;
}

export async function findGroup(sql: SqlRunner, groupId: string): Promise<GroupRow | null> {
  return (await sql.query<GroupRow>(`SELECT ${GROUP} FROM person_group g WHERE g.id = $1`, [groupId])).rows[0] ?? null;
}

/** Under the row's lock. */
export async function findGroupForUpdate(sql: SqlRunner, groupId: string): Promise<GroupRow | null> {
  return (
    (await sql.query<GroupRow>(`SELECT ${GROUP} FROM person_group g WHERE g.id = $1 FOR UPDATE OF g`, [groupId]))
      .rows[0] ?? null
  );
}

export interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly disabled: boolean;
}

/** One page (1 is the first), by name. */
export async function selectMembers(sql: SqlRunner, groupId: string, page: number): Promise<MemberRow[]> {
  const found = await sql.query<MemberRow>(
    `SELECT p.id, p.name, p.email, p.role, p.disabled_at IS NOT NULL AS disabled FROM group_member m JOIN person p ON p.id = m.person_id WHERE m.group_id = $1
     ORDER BY p.name, p.id LIMIT ${MEMBERS_PAGE_SIZE} OFFSET $2`,
    [groupId, (page - 1) * MEMBERS_PAGE_SIZE],
  );
  return found.rows;
}

export async function selectMemberIds(sql: SqlRunner, groupId: string): Promise<string[]> {
  const found = await sql.query<{ id: string }>(
    'SELECT person_id AS id FROM group_member WHERE group_id = $1 ORDER BY person_id',
    [groupId],
  );
  return found.rows.map(({ id }) => id);
}

/** @returns false: the name is another group's, or there are `mostGroups` already */
export async function insertGroup(
  sql: SqlRunner,
  group: { readonly id: string; readonly name: string; readonly now: Date },
  mostGroups: number,
): Promise<boolean> {
  const inserted = await sql.query(
    `INSERT INTO person_group (id, name, created_at) SELECT $1, $2, $3 WHERE (SELECT count(*) FROM person_group) < $4 ON CONFLICT (name) DO NOTHING`,
    [group.id, group.name, group.now, mostGroups],
  );
  return inserted.rowCount === 1;
}

/** @returns false: the name is another group's */
export async function renameGroupRow(sql: SqlRunner, groupId: string, name: string): Promise<boolean> {
  const renamed = await sql.query(
    `UPDATE person_group SET name = $2 WHERE id = $1 AND NOT EXISTS (SELECT FROM person_group o WHERE o.name = $2 AND o.id <> $1)`,
    [groupId, name],
  );
  return renamed.rowCount === 1;
}

/** Its memberships go by cascade, its grants by a trigger. */
export async function deleteGroupRow(sql: SqlRunner, groupId: string): Promise<void> {
  await sql.query('DELETE FROM person_group WHERE id = $1', [groupId]);
}

/** @returns false: they were a member already */
export async function insertMember(sql: SqlRunner, groupId: string, personId: string): Promise<boolean> {
  return (
    (
      await sql.query('INSERT INTO group_member (group_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        groupId,
        personId,
      ])
    ).rowCount === 1
  );
}

/** @returns false: they were none */
export async function deleteMember(sql: SqlRunner, groupId: string, personId: string): Promise<boolean> {
  return (
    (await sql.query('DELETE FROM group_member WHERE group_id = $1 AND person_id = $2', [groupId, personId]))
      .rowCount === 1
  );
}
