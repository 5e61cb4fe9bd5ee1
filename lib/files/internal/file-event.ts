import 'server-only';
import type { AuditAction, AuditActor, AuditEntry, AuditOutcome } from '@/lib/audit/contracts';

/** The audit entry of a file: its name and size, nothing of its content. */
export function fileEvent(
  action: Extract<AuditAction, `file.${string}`>,
  actor: AuditActor,
  file: { readonly id: string | null; readonly name: string; readonly size?: number },
  {
    outcome = 'ok',
    details = {},
  }: { readonly outcome?: AuditOutcome; readonly details?: Record<string, unknown> } = {},
): AuditEntry {
  const { id, name, size } = file;
  return {
    action,
    outcome,
    ...actor,
    targetKind: 'file',
    targetId: id,
    details: { name, ...(size === undefined ? {} : { size }), ...details },
  };
}
