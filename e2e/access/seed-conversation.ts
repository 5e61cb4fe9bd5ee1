import type pg from 'pg';

export interface SeededConversation {
  readonly id: string;
  readonly questionId: string;
  readonly answerId: string;
  readonly title: string;
}

/**
 * A conversation with one question and one answer, as the product stores it, searchable by its words (given as tokens).
 */
export async function seedConversation(
  database: pg.Pool,
  ownerId: string,
  title: string,
  tokens: readonly string[],
): Promise<SeededConversation> {
  const seeded: SeededConversation = {
    id: crypto.randomUUID(),
    questionId: crypto.randomUUID(),
    answerId: crypto.randomUUID(),
    title,
  };
  await database.query('INSERT INTO conversation (id, owner_id, title, leaf_message_id) VALUES ($1, $2, $3, $4)', [
    seeded.id,
    ownerId,
    title,
    seeded.answerId,
  ]);
  await database.query(
    `INSERT INTO message (id, conversation_id, parent_id, role, parts, created_at)
     VALUES ($1, $3, NULL, 'user', $4, now()), ($2, $3, $1, 'assistant', $5, now() + interval '1 millisecond')`,
    [seeded.questionId, seeded.answerId, seeded.id, textParts(`${title}？`), textParts(`关于${title}的回答`)],
  );
  await database.query(
    `INSERT INTO search_entry (id, owner_id, conversation_id, is_title, tokens, created_at)
     SELECT $1, $2, $1, true, array_to_tsvector(ARRAY(SELECT right($2::uuid::text, 1) || token FROM unnest($3::text[]) token) || ('#' || replace($2::uuid::text, '-', '') || 'title')), now()`,
    [seeded.id, ownerId, tokens],
  );
  return seeded;
}

function textParts(text: string): string {
  return JSON.stringify([{ type: 'text', text }]);
}
