import 'server-only';
import { link, rm } from 'node:fs/promises';
import path from 'node:path';
import { checkArchive, writeArchive } from '@/lib/audit/internal/archive-file';
import {
  beginReading,
  readLog,
  readSegments,
  removeSegment,
  sealBefore,
  type SegmentRow,
} from '@/lib/audit/internal/audit-read-sql';
import { describeSegment } from '@/lib/audit/internal/segment-details';
import { recordEvents } from '@/lib/audit/record-events';
import { syncToDisk } from '@/lib/db/sync-to-disk';
import { inOneRoundTrip, withTransaction } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';

export interface ArchiveOptions {
  /** Events before this moment leave the log. */
  readonly before: Date;
  /** Where to; must not exist. Segments sealed earlier and not archived yet come first, each in a file of its own. */
  readonly file: string;
  /** Who does it, as the log shall say. */
  readonly operator: string;
}

export interface Archived {
  readonly file: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly sha256: string;
}

/**
 * Seals what is older than a moment, writes it to a file, checks the file as a stranger would, and only then takes the
 * rows out of the log. Interrupted anywhere it can be run again: what was sealed stays sealed, and no row goes before
 * its file is on disk. Needs the rights of the owner of the tables.
 * @throws AppError `audit-archive-nothing`, `audit-archive-failed`; events that do not fit their hashes stay where they
 * are
 */
export async function archiveEvents({ before, file, operator }: ArchiveOptions): Promise<Archived[]> {
  await seal(before, operator);
  const segments = (await withTransaction(readSegments)).filter(
    (segment) => segment.archived_at === null && segment.last_at < before,
  );
  if (segments.length === 0)
    throw new AppError({
      kind: 'invalid',
      code: 'audit-archive-nothing',
      detail: `No event is older than ${before.toISOString()}`,
      values: { before: before.toISOString() },
    });
  const archived: Archived[] = [];
  for (const [index, segment] of segments.entries())
    archived.push(
      await archiveSegment(segment, index === segments.length - 1 ? file : withPlace(file, segment), operator),
    );
  return archived;
}

async function seal(before: Date, operator: string): Promise<void> {
  await withTransaction(async (sql) => {
    const segment = await sealBefore(sql, before);
    if (segment !== undefined)
      await recordEvents(sql, [
        {
          action: 'audit.sealed',
          outcome: 'ok',
          actorId: null,
          actorName: operator,
          targetKind: 'audit',
          details: describeSegment(segment),
        },
      ]);
  });
}

async function archiveSegment(segment: SegmentRow, file: string, operator: string): Promise<Archived> {
  const described = describeSegment(segment);
  const { firstSeq, lastSeq } = described;
  const partial = `${file}.partial`;
  try {
    await rm(partial, { force: true });
    await withTransaction(async (sql) => {
      await beginReading(sql);
      await writeArchive(partial, described, readLog(sql, { from: firstSeq, to: lastSeq }));
    });
    const { findings, checked, sha256 } = await checkArchive(partial);
    if (findings.length > 0 || checked !== described.count)
      throw new Error(
        `events ${findings.map((finding) => `${finding.fromSeq}-${finding.toSeq} (${finding.kind})`).join(', ')} do not fit their hashes`,
      );
    // Unlike renaming, this fails when the file exists.
    await link(partial, file);
    // The file's name is on disk before the rows go.
    await syncToDisk(path.dirname(file));
    await rm(partial);
    await inOneRoundTrip((sql) =>
      removeSegment(sql, { firstSeq, fileSha256: sha256, operator, fileName: path.basename(file) }),
    );
    return { file, firstSeq, lastSeq, sha256: sha256.toString('hex') };
  } catch (cause) {
    const reason = messageOf(cause);
    throw new AppError({
      kind: 'unavailable',
      code: 'audit-archive-failed',
      detail: `Events ${firstSeq} to ${lastSeq} were not archived: ${reason}`,
      values: { firstSeq, lastSeq, reason },
      cause,
    });
  }
}

/** `log.jsonl` becomes `log.1-5000.jsonl`. */
function withPlace(file: string, segment: SegmentRow): string {
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}.${segment.first_seq}-${segment.last_seq}${ext}`);
}
