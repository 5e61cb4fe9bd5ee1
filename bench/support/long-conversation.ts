import pg from 'pg';
import { v7 as newId } from 'uuid';

const ANSWER = '**要点**如下：\n\n1. 先看 `README`\n2. 再问人\n\n```ts\nconst a = 1;\n```\n\n'.concat(
  '一段说明文字，讲清楚为什么要这样做。'.repeat(8),
);

/** A conversation of one branch, questions and answers in turn, straight into the database. */
export async function seedLongConversation(
  databaseUrl: string,
  given: { readonly conversationId: string; readonly ownerId: string; readonly messages: number },
): Promise<void> {
  const ids = Array.from({ length: given.messages }, () => newId());
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`INSERT INTO conversation (id, owner_id, title, leaf_message_id) VALUES ($1, $2, 'Long', $3)`, [
      given.conversationId,
      given.ownerId,
      ids.at(-1),
    ]);
    await client.query(
      `INSERT INTO message (id, conversation_id, parent_id, role, parts, created_at)
       SELECT id, $1, parent, (CASE WHEN n % 2 = 1 THEN 'user' ELSE 'assistant' END)::message_role,
              jsonb_build_array(jsonb_build_object('type', 'text', 'text', CASE WHEN n % 2 = 1 THEN 'Question ' || n ELSE $4 END)), now() - interval '1 day' + n * interval '1 second'
       FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS rows(id, parent, n)`,
      [given.conversationId, ids, [null, ...ids.slice(0, -1)], ANSWER],
    );
  } finally {
    await client.end();
  }
}
