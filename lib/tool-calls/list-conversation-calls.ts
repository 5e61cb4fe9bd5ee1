import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';
import { isOwnConversation } from '@/lib/tool-calls/internal/calls-repository';
import { loadCalls } from '@/lib/tool-calls/load-calls';

/**
 * All calls of one's own conversation, newest last: for a file of it. What is shown comes a page at a time
 * (`listCalls`). @throws AppError `not-found`
 */
export async function listConversationCalls(principal: Principal, conversationId: string): Promise<ToolCallDto[]> {
  if (!(await isOwnConversation(conversationId, principal.personId))) throw notFound('conversation');
  return loadCalls(sqlRunner(), principal, { conversationId });
}
