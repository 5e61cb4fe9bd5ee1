import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';
import { toCallDto } from '@/lib/tool-calls/internal/to-call-dto';
import { selectShownCalls, type CallFilter } from '@/lib/tool-calls/internal/sql/shown-calls-sql';
import { findApplicant } from '@/lib/auth/find-applicant';

/**
 * Calls as a reader may see them, in the order they were made: the reader's own, and those about which they may decide
 * or decided (without conversation and result). By run, by conversation or by id; a conversation that is deleted shows
 * none.
 */
export async function loadCalls(
  sql: SqlRunner,
  viewer: { readonly personId: string },
  filter: CallFilter,
): Promise<ToolCallDto[]> {
  const [reader, rows] = await Promise.all([
    findApplicant(sql, viewer.personId),
    selectShownCalls(sql, viewer.personId, filter),
  ]);
  return reader === null ? [] : rows.flatMap((row) => toCallDto(row, reader) ?? []);
}
