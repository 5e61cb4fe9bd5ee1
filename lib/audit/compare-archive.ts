import 'server-only';
import type { AuditFinding } from '@/lib/audit/contracts';
import { beginReading, readSegments, selectDetails } from '@/lib/audit/internal/audit-read-sql';
import {
  archivedDetailsSchema,
  describeArchived,
  describeSegment,
  isSame,
  parseDetails,
  type ArchivedDetails,
} from '@/lib/audit/internal/segment-details';
import type { ArchiveReport } from '@/lib/audit/verify-archive';
import { withTransaction } from '@/lib/db/transaction';

/**
 * Compares an archive with the log that it came from: with the row of its segment, and with the event of its
 * archiving, which the log must have for the last archive and may have for earlier ones. Row, event and log are
 * compared against each other by `verifyLog`.
 * @returns one finding `segment` when something differs
 */
export async function compareArchive({
  checked,
  firstSeq,
  lastSeq,
  prevHash,
  lastHash,
  sha256,
}: ArchiveReport): Promise<readonly AuditFinding[]> {
  const file: ArchivedDetails = { firstSeq, lastSeq, count: checked, prevHash, lastHash, fileSha256: sha256 };
  return withTransaction(async (sql) => {
    await beginReading(sql);
    const segments = await readSegments(sql);
    const segment = segments.find((row) => Number(row.first_seq) === firstSeq);
    const said = (await selectDetails(sql, 'audit.archived'))
      .map((details) => parseDetails(archivedDetailsSchema, details))
      .filter((details) => details?.firstSeq === firstSeq);
    const isLast = segment !== undefined && segment === segments.findLast((row) => row.archived_at !== null);
    const { fileSha256: _, ...inside } = file;
    // Of an archiving that was interrupted there is a file, but neither its hash nor its event.
    const fitsRow =
      segment !== undefined &&
      (segment.archived_at === null
        ? isSame(inside, describeSegment(segment))
        : isSame(file, describeArchived(segment)));
    const fitsEvents = said.every((details) => isSame(file, details)) && (said.length > 0 || !isLast);
    return fitsRow && fitsEvents ? [] : [{ kind: 'segment', fromSeq: firstSeq, toSeq: lastSeq }];
  });
}
