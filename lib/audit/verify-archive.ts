import 'server-only';
import type { AuditFinding } from '@/lib/audit/contracts';
import { checkArchive } from '@/lib/audit/internal/archive-file';
import { AppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';

export interface ArchiveReport {
  readonly checked: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly prevHash: string;
  readonly lastHash: string;
  /** Of the whole file; `audit.archived` in the log names it. */
  readonly sha256: string;
  readonly findings: readonly AuditFinding[];
}

/**
 * Checks an archive of `archiveEvents` by itself, without a database; `compareArchive` compares it with the log.
 * @throws AppError `audit-archive-unreadable`
 */
export async function verifyArchive(file: string): Promise<ArchiveReport> {
  const { segment, checked, findings, sha256 } = await checkArchive(file).catch((cause: unknown) => {
    const reason = messageOf(cause);
    throw new AppError({
      kind: 'invalid',
      code: 'audit-archive-unreadable',
      detail: `${file}: ${reason}`,
      values: { file, reason },
      cause,
    });
  });
  const { firstSeq, lastSeq, prevHash, lastHash } = segment;
  return { checked, firstSeq, lastSeq, prevHash, lastHash, sha256: sha256.toString('hex'), findings };
}
