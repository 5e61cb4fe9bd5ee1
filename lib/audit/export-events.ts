import 'server-only';
import type { ExportEventsInput } from '@/lib/audit/contracts';
import { readHeads, selectPage } from '@/lib/audit/internal/audit-read-sql';
import { CSV_START, toCsvLine } from '@/lib/audit/internal/csv';
import { requireAuditor, type Auditor } from '@/lib/audit/internal/require-auditor';
import { toEvent } from '@/lib/audit/internal/to-event';
import { recordEvents } from '@/lib/audit/record-events';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { toByteStream } from '@/lib/text/to-byte-stream';

const BATCH = 2_000;

export interface ExportedEvents {
  readonly fileName: string;
  readonly contentType: string;
  /**
   * In pieces as they are read: no connection is kept open, and no more than a batch is in memory, however slowly it is
   * taken.
   */
  readonly content: ReadableStream<Uint8Array>;
}

/**
 * The events that a filter leaves, newest first, as a file; up to the moment of the request. Who took what out is in
 * the log before the first byte leaves. @throws AppError `admin-only`
 */
export async function exportEvents(
  auditor: Auditor,
  { format, ...filter }: ExportEventsInput,
  client: { readonly address: string },
  now: Date,
): Promise<ExportedEvents> {
  requireAuditor(auditor);
  const throughSeq = await withTransaction(async (sql) => {
    const [head] = await readHeads(sql);
    const seq = Number(head?.seq ?? 0);
    await recordEvents(sql, [
      {
        action: 'audit.exported',
        outcome: 'ok',
        actorId: auditor.personId,
        actorName: auditor.name,
        address: client.address,
        sessionId: auditor.sessionId,
        targetKind: 'audit',
        details: { format, filter, throughSeq: seq },
      },
    ]);
    return seq;
  });
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    fileName: `yika-audit-${stamp}.${format}`,
    contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
    content: toByteStream(write(format, filter, throughSeq)),
  };
}

async function* write(
  format: ExportEventsInput['format'],
  filter: Omit<ExportEventsInput, 'format'>,
  throughSeq: number,
): AsyncGenerator<string> {
  if (format === 'csv') yield CSV_START;
  let before = throughSeq + 1;
  for (;;) {
    const rows = await selectPage(sqlRunner(), filter, before, BATCH);
    const events = rows.map(toEvent);
    if (events.length > 0)
      yield events.map((event) => (format === 'csv' ? toCsvLine(event) : `${JSON.stringify(event)}\n`)).join('');
    const last = events.at(-1);
    if (last === undefined || events.length < BATCH) return;
    before = last.seq;
  }
}
