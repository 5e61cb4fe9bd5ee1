import 'server-only';
import type { AuditAction, AuditActor, AuditEntry, AuditOutcome } from '@/lib/audit/contracts';

/** The fields of a call that its events contain. */
export interface EventCall {
  readonly id: string;
  readonly origin: 'model' | 'person';
  readonly runId: string | null;
  readonly conversationId: string | null;
  readonly toolId: string | null;
  readonly toolName: string;
}

/** An event about a call; `details` gets its origin: the model in somebody's run, or a person. */
export function callEvent(
  action: AuditAction,
  outcome: AuditOutcome,
  call: EventCall,
  actor: AuditActor,
  details: Readonly<Record<string, unknown>> = {},
): AuditEntry {
  return {
    action,
    outcome,
    ...actor,
    targetKind: 'tool',
    targetId: call.toolId,
    toolName: call.toolName,
    conversationId: call.conversationId,
    runId: call.runId,
    callId: call.id,
    details: { origin: call.origin, ...details },
  };
}
