import 'server-only';
import { z } from 'zod';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import type { ToolCallDto } from '@/lib/tools/contracts';
import { toCallDto } from '@/lib/tools/internal/calls/to-call-dto';
import { selectInbox, type InboxPlace } from '@/lib/tools/internal/tools-inbox-sql';
import { findApplicant } from '@/lib/tools/internal/tools-grants-sql';

const PAGE_SIZE = 50;
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** What this person may decide about, and their own calls that wait for others, oldest first. @throws AppError `invalid-request` for a cursor of another kind */
export async function listApprovals({ personId }: Principal, { cursor }: { readonly cursor?: string | undefined }): Promise<{ items: ToolCallDto[]; nextCursor: string | null }> {
  const reader = await findApplicant(sqlRunner(), personId);
  if (reader === null) return { items: [], nextCursor: null };
  const rows = await selectInbox(sqlRunner(), reader, cursor === undefined ? null : toPlace(cursor), PAGE_SIZE + 1);
  const page = rows.slice(0, PAGE_SIZE);
  const last = rows.length > PAGE_SIZE ? page.at(-1) : undefined;
  return {
    items: page.flatMap((row) => toCallDto(row, reader) ?? []),
    nextCursor: last === undefined ? null : `${last.createdAt.toISOString()}_${last.id}`,
  };
}

function toPlace(cursor: string): InboxPlace {
  const parsed = cursorSchema.safeParse(cursor.split('_'));
  if (!parsed.success) throw new AppError({ kind: 'invalid', code: 'invalid-request', detail: 'cursor', values: { field: 'cursor' } });
  return { createdAt: new Date(parsed.data[0]), id: parsed.data[1] };
}
