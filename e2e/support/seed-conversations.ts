import type pg from 'pg';

export interface SeedConversations {
  readonly ownerId: string;
  readonly titles: readonly string[];
}

/**
 * Empty conversations, the first title the newest and of now, one minute apart. @returns their ids, in the order of the
 * titles
 */
export async function seedConversations(database: pg.Pool, { ownerId, titles }: SeedConversations): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `INSERT INTO conversation (id, owner_id, title, active_at)
     SELECT gen_random_uuid(), $1, title, now() - (place - 1) * interval '1 minute' FROM unnest($2::text[]) WITH ORDINALITY given(title, place)
     RETURNING id`,
    [ownerId, titles],
  );
  return rows.map(({ id }) => id);
}
