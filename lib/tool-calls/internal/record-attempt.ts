import 'server-only';
import { hasEvent } from '@/lib/audit/has-event';
import { recordEvents } from '@/lib/audit/record-events';
import type { SignedInActor } from '@/lib/auth/actor-of';
import { withTransaction } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { callEvent } from '@/lib/tool-calls/internal/call-events';
import { findCallIdOfApproval } from '@/lib/tool-calls/internal/calls-repository';
import { findApprovalForUpdate } from '@/lib/tool-calls/internal/sql/approvals-sql';
import { findCall } from '@/lib/tool-calls/internal/sql/calls-sql';

/**
 * Records that somebody tried a decision that was refused with `code`, in a transaction of its own, since that of the
 * decision was rolled back. Once for each approval, person and code, so that hammering does not fill the log. A log
 * that cannot be written changes nothing about the refusal: it is an error in the process's log.
 */
export async function recordAttempt(actor: SignedInActor, approvalId: string, code: string): Promise<void> {
  await recordOnce(actor, approvalId, code).catch((error: unknown) =>
    getLogger().error({ err: error, approvalId, code }, 'a refused decision was not recorded in the audit log'),
  );
}

async function recordOnce(actor: SignedInActor, approvalId: string, code: string): Promise<void> {
  const callId = await findCallIdOfApproval(approvalId);
  if (callId === null) return;
  await withTransaction(async (sql) => {
    const call = await findCall(sql, callId);
    // Of two tries at the same moment the second sees the first one's event.
    const approval = call === null ? null : await findApprovalForUpdate(sql, call.id);
    if (call === null || approval === null) return;
    if (
      await hasEvent(sql, {
        action: 'approval.attempted',
        targetId: approvalId,
        actorId: actor.actorId,
        detail: { code },
      })
    )
      return;
    const event = callEvent('approval.attempted', 'refused', call, actor, {
      code,
      approvalId,
      argumentHash: approval.argumentHash,
      arguments: approval.arguments,
      requesterId: call.requesterId,
    });
    await recordEvents(sql, [{ ...event, targetKind: 'approval', targetId: approvalId }]);
  });
}
