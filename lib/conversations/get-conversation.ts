import 'server-only';
import type { ConversationDto, ConversationSummary, MessageDto } from '@/lib/conversations/contracts';
import { toSummary } from '@/lib/conversations/internal/conversation-row';
import { findConversation, selectMessages, type ConversationRow } from '@/lib/conversations/internal/sql/list-sql';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

/**
 * A whole conversation: every message of its tree, oldest first, each answer with its latest run.
 * @throws AppError not-found when it does not exist, is another person's, or is deleted.
 */
export async function getConversation(ownerId: string, conversationId: string): Promise<ConversationDto> {
  const conversation = await getRow(ownerId, conversationId);
  const rows = await selectMessages(sqlRunner(), conversationId);
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
  const row = await findConversation(sqlRunner(), ownerId, conversationId);
  if (row === null) throw notFound('conversation');
  return row;
}
