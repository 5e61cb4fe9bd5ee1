import type { AuditEventDto } from '@/lib/audit/contracts';
import type { StoredEvent } from '@/lib/audit/internal/stored-event';

/** A row as people see it; nothing of it is left out. */
export function toEvent(row: StoredEvent): AuditEventDto {
  return {
    seq: Number(row.seq),
    at: row.at,
    action: row.action,
    outcome: row.outcome,
    actorId: row.actor_id,
    actorName: row.actor_name,
    address: row.address,
    targetKind: row.target_kind,
    targetId: row.target_id,
    toolName: row.tool_name,
    conversationId: row.conversation_id,
    runId: row.run_id,
    callId: row.call_id,
    details: row.details,
    prevHash: row.prev_hash.toString('hex'),
    hash: row.hash.toString('hex'),
  };
}
