import { seededUuid } from '@/bench/search/seeded-uuid';
import { makeVocabulary, type Vocabulary } from '@/bench/search/vocabulary';
import { textLength, writeText } from '@/bench/search/write-text';
import { searchTokens } from '@/lib/conversations/search-tokens';
import type { SqlRunner } from '@/lib/db/transaction';
import { seededRandom } from '@/lib/text/seeded-random';

export interface FillOptions {
  readonly messages: number;
  readonly seed: number;
  /** The person who owns a fifth of everything. */
  readonly heavyOwner: string;
  readonly owners: number;
  readonly months: number;
  /** The newest message. */
  readonly until: Date;
}

const MESSAGES_PER_CONVERSATION = 8;
const HEAVY_SHARE = 0.2;
const QUESTION_LENGTH = 40;
const ANSWER_LENGTH = 260;
const CONVERSATIONS_PER_BATCH = 250;
const DAY_MS = 86_400_000;

interface Rows {
  readonly conversations: { id: string; owner: string; title: string; leaf: string; at: Date }[];
  readonly messages: {
    id: string;
    conversation: string;
    parent: string | null;
    role: string;
    parts: string;
    at: Date;
  }[];
  readonly entries: { id: string; owner: string; conversation: string; isTitle: boolean; tokens: string; at: Date }[];
}

/** Fills an empty, migrated database. Calls back with the number of messages written so far. */
export async function fillDatabase(
  sql: SqlRunner,
  options: FillOptions,
  onProgress: (messages: number) => void,
): Promise<Vocabulary> {
  const random = seededRandom(options.seed);
  const vocabulary = makeVocabulary(random);
  const owners = Array.from({ length: options.owners }, () => seededUuid(random));
  await insertPeople(sql, [options.heavyOwner, ...owners]);
  const conversations = Math.ceil(options.messages / MESSAGES_PER_CONVERSATION);
  for (let done = 0; done < conversations; done += CONVERSATIONS_PER_BATCH) {
    const rows: Rows = { conversations: [], messages: [], entries: [] };
    for (let index = done; index < Math.min(conversations, done + CONVERSATIONS_PER_BATCH); index += 1) {
      // The owners' activity is skewed: the busiest tenth writes about a third.
      const owner =
        random() < HEAVY_SHARE
          ? options.heavyOwner
          : (owners[Math.floor(random() ** 1.5 * owners.length)] ?? options.heavyOwner);
      const age = (1 - index / conversations) * options.months * 30.4 * DAY_MS;
      addConversation(rows, random, vocabulary, owner, new Date(options.until.getTime() - age));
    }
    await insertRows(sql, rows);
    onProgress(Math.min(options.messages, (done + CONVERSATIONS_PER_BATCH) * MESSAGES_PER_CONVERSATION));
  }
  return vocabulary;
}

function addConversation(rows: Rows, random: () => number, vocabulary: Vocabulary, owner: string, at: Date): void {
  const conversation = seededUuid(random);
  const title = writeText(random, vocabulary, 14).trim();
  // As the write statements make them: tokens in the owner's bucket, then the partition.
  const entryTokens = (text: string, partition: string): string =>
    [...searchTokens(text).map((token) => owner.slice(-1) + token), `#${owner.replaceAll('-', '')}${partition}`].join(
      ' ',
    );
  const month = at.toISOString().slice(0, 7).replace('-', '');
  let parent: string | null = null;
  for (let turn = 0; turn < MESSAGES_PER_CONVERSATION; turn += 1) {
    const id = seededUuid(random);
    const isQuestion = turn % 2 === 0;
    const text = writeText(random, vocabulary, textLength(random, isQuestion ? QUESTION_LENGTH : ANSWER_LENGTH));
    rows.messages.push({
      id,
      conversation,
      parent,
      role: isQuestion ? 'user' : 'assistant',
      parts: JSON.stringify([{ type: 'text', text }]),
      at,
    });
    rows.entries.push({ id, owner, conversation, isTitle: false, tokens: entryTokens(text, month), at });
    parent = id;
  }
  rows.conversations.push({ id: conversation, owner, title, leaf: parent ?? conversation, at });
  rows.entries.push({ id: conversation, owner, conversation, isTitle: true, tokens: entryTokens(title, 'title'), at });
}

async function insertPeople(sql: SqlRunner, ids: readonly string[]): Promise<void> {
  await sql.query(
    `INSERT INTO person (id, email, name, password_hash, updated_at) SELECT id, id || '@bench.test', 'Bench', '!', now() FROM unnest($1::uuid[]) AS id`,
    [ids],
  );
}

async function insertRows(sql: SqlRunner, { conversations, messages, entries }: Rows): Promise<void> {
  await sql.query(
    `INSERT INTO conversation (id, owner_id, title, leaf_message_id, created_at, active_at)
     SELECT id, owner, title, leaf, at, at FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[]) AS c(id, owner, title, leaf, at)`,
    columns(conversations, ['id', 'owner', 'title', 'leaf', 'at']),
  );
  await sql.query(
    `INSERT INTO message (id, conversation_id, parent_id, role, parts, created_at)
     SELECT id, conversation, parent, role::message_role, parts::jsonb, at
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[]) AS m(id, conversation, parent, role, parts, at)`,
    columns(messages, ['id', 'conversation', 'parent', 'role', 'parts', 'at']),
  );
  await sql.query(
    `INSERT INTO search_entry (id, owner_id, conversation_id, is_title, tokens, created_at)
     SELECT id, owner, conversation, is_title, array_to_tsvector(string_to_array(tokens, ' ')), at
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::boolean[], $5::text[], $6::timestamptz[]) AS e(id, owner, conversation, is_title, tokens, at)`,
    columns(entries, ['id', 'owner', 'conversation', 'isTitle', 'tokens', 'at']),
  );
}

function columns<Row extends object>(rows: readonly Row[], names: readonly (keyof Row)[]): unknown[][] {
  return names.map((name) => rows.map((row) => row[name]));
}
