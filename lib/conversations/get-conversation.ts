import 'server-only';
import type { ConversationDto, ConversationSummary, MessageDto } from '@/lib/conversations/contracts';
import { toSummary, type SummaryRow } from '@/lib/conversations/internal/conversation-row';
import { FIND_CONVERSATION, LIST_MESSAGES } from '@/lib/conversations/internal/conversations-list-sql';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

interface ConversationRow extends SummaryRow {
  readonly leafMessageId: string | null;
  readonly createdAt: Date;
}

interface MessageRow extends Omit<MessageDto, 'createdAt'> {
  readonly createdAt: Date;
}

/**
 * A whole conversation: every message of its tree, oldest first, each answer with its latest run.
 * @throws AppError not-found when it does not exist, is another person's, or is deleted.
 */
export async function getConversation(ownerId: string, conversationId: string): Promise<ConversationDto> {
  const conversation = await getRow(ownerId, conversationId);
  const { rows } = await sqlRunner().query<MessageRow>(LIST_MESSAGES, [conversationId]);
  const messages = rows.map((row): MessageDto => ({ ...row, createdAt: row.createdAt.toISOString() }));
  return { ...toSummary(conversation), leafMessageId: conversation.leafMessageId, messages };
}

/**
 * A conversation as the list shows it.
 * @throws AppError not-found
 */
export async function getConversationSummary(ownerId: string, conversationId: string): Promise<ConversationSummary> {
  return toSummary(await getRow(ownerId, conversationId));
}

async function getRow(ownerId: string, conversationId: string): Promise<ConversationRow> {
  const { rows } = await sqlRunner().query<ConversationRow>(FIND_CONVERSATION, [ownerId, conversationId]);
  const row = rows[0];
  if (row === undefined) throw notFound('conversation');
  return row;
}
