import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';
import { readCursor, writeCursor } from '@/lib/tool-calls/internal/call-place';
import { toCallDto } from '@/lib/tool-calls/internal/to-call-dto';
import { selectInbox } from '@/lib/tool-calls/internal/sql/inbox-sql';
import { findApplicant } from '@/lib/auth/find-applicant';

const PAGE_SIZE = 50;

/**
 * The calls that this person may decide, and their own calls that wait for others, oldest first. @throws AppError
 * `invalid-request` for a cursor of another kind
 */
export async function listApprovals(
  { personId }: Principal,
  { cursor }: { readonly cursor?: string | undefined },
): Promise<{ items: ToolCallDto[]; nextCursor: string | null }> {
  const reader = await findApplicant(sqlRunner(), personId);
  if (reader === null) return { items: [], nextCursor: null };
  const rows = await selectInbox(sqlRunner(), reader, cursor === undefined ? null : readCursor(cursor), PAGE_SIZE + 1);
  const page = rows.slice(0, PAGE_SIZE);
  const last = rows.length > PAGE_SIZE ? page.at(-1) : undefined;
  return {
    items: page.flatMap((row) => toCallDto(row, reader) ?? []),
    nextCursor: last === undefined ? null : writeCursor(last),
  };
}
