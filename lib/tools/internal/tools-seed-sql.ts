import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import type { GrantEffect } from '@/lib/tools/contracts';

const SETTING = 'tools.seeded';
const seededSchema = z.object({
  /** Names of tools that were put in once; also of those that an admin has renamed or deleted since. */
  names: z.array(z.string()).default([]),
  /** What the addresses of the order tools began with at the last start. */
  ordersBase: z.string().nullable().default(null),
});
export type Seeded = z.infer<typeof seededSchema>;

/** One process seeds at a time, over all of them; held until the transaction ends. */
export async function lockSeeding(sql: SqlRunner): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('yika:seed-tools', 0))`);
}

export async function readSeeded(sql: SqlRunner): Promise<Seeded> {
  const found = await sql.query<{ value: unknown }>('SELECT value FROM setting WHERE key = $1', [SETTING]);
  return seededSchema.parse(found.rows[0]?.value ?? {});
}

export async function writeSeeded(sql: SqlRunner, seeded: Seeded): Promise<void> {
  await sql.query(
    'INSERT INTO setting (key, value, updated_at) VALUES ($1, $2, now()) ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()',
    [SETTING, JSON.stringify(seeded)],
  );
}

export async function insertRoleGrant(
  sql: SqlRunner,
  toolId: string,
  role: string,
  effect: GrantEffect,
): Promise<void> {
  await sql.query(
    `INSERT INTO tool_grant (id, tool_id, subject_kind, subject_id, effect, updated_at) VALUES ($1, $2, 'role', $3, $4::grant_effect, now())`,
    [uuidv7(), toolId, role, effect],
  );
}
