import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { ListCallsInput, ToolCallPage } from '@/lib/tool-calls/contracts';
import { readCursor, writeCursor } from '@/lib/tool-calls/internal/call-place';
import { toCallDto } from '@/lib/tool-calls/internal/to-call-dto';
import { isOwnConversation } from '@/lib/tool-calls/internal/calls-repository';
import { findApplicant } from '@/lib/auth/find-applicant';
import { selectNewestCalls } from '@/lib/tool-calls/internal/sql/shown-calls-sql';
import { loadCalls } from '@/lib/tool-calls/load-calls';

const PAGE_SIZE = 20;

/**
 * One's own calls, newest first and a page at a time: those of one's own conversation, or (null) the manual calls from
 * before a conversation began.
 * @throws AppError `not-found`; `invalid-request` for a cursor of another kind
 */
export async function listCalls(
  { personId }: Principal,
  conversationId: string | null,
  { cursor }: ListCallsInput,
): Promise<ToolCallPage> {
  const sql = sqlRunner();
  if (conversationId !== null && !(await isOwnConversation(conversationId, personId))) throw notFound('conversation');
  const before = cursor === undefined ? null : readCursor(cursor);
  const [reader, rows] = await Promise.all([
    findApplicant(sql, personId),
    selectNewestCalls(sql, personId, { conversationId, before, most: PAGE_SIZE + 1 }),
  ]);
  if (reader === null) return { calls: [], nextCursor: null };
  const page = rows.slice(0, PAGE_SIZE);
  const last = rows.length > PAGE_SIZE ? page.at(-1) : undefined;
  return {
    calls: page.flatMap((row) => toCallDto(row, reader) ?? []),
    nextCursor: last === undefined ? null : writeCursor(last),
  };
}

/**
 * The calls of one answer, or those of all answers that need a decision and have not ended, in the order they were
 * made. @throws AppError `not-found`
 */
export async function listAnswerCalls(
  principal: Principal,
  conversationId: string,
  which: { readonly messageId: string } | { readonly waiting: true },
): Promise<ToolCallPage> {
  if (!(await isOwnConversation(conversationId, principal.personId))) throw notFound('conversation');
  return { calls: await loadCalls(sqlRunner(), principal, { conversationId, ...which }), nextCursor: null };
}
