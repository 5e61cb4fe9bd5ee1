import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';

export interface SeedPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: 'employee' | 'agent' | 'admin';
}

/** A person who cannot sign in (the hash fits no password) unless `passwordHash` is given. */
export async function createPerson(
  given: Partial<SeedPerson> & { username?: string; passwordHash?: string; weight?: number } = {},
  sql: SqlRunner = sqlRunner(),
): Promise<SeedPerson> {
  const id = given.id ?? crypto.randomUUID();
  const person: SeedPerson = {
    id,
    email: given.email ?? `${id}@yika.test`,
    name: given.name ?? `Person ${id.slice(0, 8)}`,
    role: given.role ?? 'employee',
  };
  await sql.query(
    `INSERT INTO person (id, email, username, name, role, password_hash, weight, updated_at) VALUES ($1, $2, $3, $4, $5::role, $6, $7, now())`,
    [id, person.email, given.username ?? null, person.name, person.role, given.passwordHash ?? '!', given.weight ?? 1],
  );
  return person;
}

export interface SeedConversation {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
}

/** An empty conversation; of a new person unless `ownerId` is given. */
export async function createConversation(
  given: Partial<SeedConversation> = {},
  sql: SqlRunner = sqlRunner(),
): Promise<SeedConversation> {
  const ownerId = given.ownerId ?? (await createPerson({}, sql)).id;
  const conversation: SeedConversation = {
    id: given.id ?? crypto.randomUUID(),
    ownerId,
    title: given.title ?? 'A conversation',
  };
  await sql.query('INSERT INTO conversation (id, owner_id, title) VALUES ($1, $2, $3)', [
    conversation.id,
    ownerId,
    conversation.title,
  ]);
  return conversation;
}

export interface SeedMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly parentId: string | null;
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** A message with one text part, which becomes the shown leaf of its conversation. */
export async function createMessage(
  given: Partial<SeedMessage> & { conversationId: string },
  sql: SqlRunner = sqlRunner(),
): Promise<SeedMessage> {
  const message: SeedMessage = {
    id: given.id ?? crypto.randomUUID(),
    conversationId: given.conversationId,
    parentId: given.parentId ?? null,
    role: given.role ?? 'user',
    text: given.text ?? 'Hello',
  };
  await sql.query(
    'INSERT INTO message (id, conversation_id, parent_id, role, parts) VALUES ($1, $2, $3, $4::message_role, $5)',
    [
      message.id,
      message.conversationId,
      message.parentId,
      message.role,
      JSON.stringify([{ type: 'text', text: message.text }]),
    ],
  );
  await sql.query('UPDATE conversation SET leaf_message_id = $2 WHERE id = $1', [message.conversationId, message.id]);
  return message;
}

export interface SeedRun {
  readonly id: string;
  readonly conversationId: string;
  readonly personId: string;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
}

export interface SeedRunOptions {
  readonly conversationId?: string;
  readonly personId?: string;
  readonly status?:
    | 'held'
    | 'queued'
    | 'running'
    | 'waiting_approval'
    | 'completed'
    | 'stopped'
    | 'failed'
    | 'interrupted';
  readonly band?: 'interactive' | 'resumed' | 'background';
  readonly kind?: 'answer' | 'continuation';
  readonly mode?: 'thinking' | 'quick';
  readonly promptTokens?: number;
  readonly expectedOutput?: number;
  readonly homeInstanceId?: string;
}

/**
 * A run with its question; of a new conversation of `personId` (or of a new person) unless `conversationId` is given.
 */
export async function createRun(given: SeedRunOptions = {}, sql: SqlRunner = sqlRunner()): Promise<SeedRun> {
  const personId = given.personId ?? (await createPerson({}, sql)).id;
  const conversationId = given.conversationId ?? (await createConversation({ ownerId: personId }, sql)).id;
  const question = await createMessage({ conversationId }, sql);
  const run: SeedRun = {
    id: crypto.randomUUID(),
    conversationId,
    personId,
    userMessageId: question.id,
    assistantMessageId: crypto.randomUUID(),
  };
  await sql.query(
    `INSERT INTO run (id, kind, conversation_id, user_message_id, assistant_message_id, person_id, mode, band, status, prompt_tokens, expected_output, home_instance_id)
     VALUES ($1, $2::run_kind, $3, $4, $5, $6, $7::mode, $8::band, $9::run_status, $10, $11, $12)`,
    [
      run.id,
      given.kind ?? 'answer',
      conversationId,
      run.userMessageId,
      run.assistantMessageId,
      personId,
      given.mode ?? 'quick',
      given.band ?? 'interactive',
      given.status ?? 'queued',
      given.promptTokens ?? 100,
      given.expectedOutput ?? 200,
      given.homeInstanceId ?? crypto.randomUUID(),
    ],
  );
  return run;
}
