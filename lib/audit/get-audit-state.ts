import 'server-only';
import type { AuditState } from '@/lib/audit/contracts';
import { mayChangeLog, readSegments, selectActors, selectToolNames } from '@/lib/audit/internal/audit-read-sql';
import { requireAuditor, type Auditor } from '@/lib/audit/internal/require-auditor';
import { sqlRunner } from '@/lib/db/transaction';

/** More entries than fit in a list; a click on a name in an event finds the others. */
const MAX_CHOICES = 1_000;

/**
 * What surrounds the log: what can be looked for in it, its sealed parts, and whether the database protects it. @throws
 * AppError `admin-only`
 */
export async function getAuditState(auditor: Auditor): Promise<AuditState> {
  requireAuditor(auditor);
  const sql = sqlRunner();
  const [mayChange, segments, actors, toolNames] = await Promise.all([
    mayChangeLog(sql),
    readSegments(sql),
    selectActors(sql, MAX_CHOICES),
    selectToolNames(sql, MAX_CHOICES),
  ]);
  return {
    isProtected: !mayChange,
    actors: actors.toSorted((left, right) => left.name.localeCompare(right.name, 'zh')),
    toolNames: [...toolNames],
    segments: segments.map((segment) => ({
      firstSeq: Number(segment.first_seq),
      lastSeq: Number(segment.last_seq),
      firstAt: segment.first_at.toISOString(),
      lastAt: segment.last_at.toISOString(),
      archivedAt: segment.archived_at?.toISOString() ?? null,
    })),
  };
}
