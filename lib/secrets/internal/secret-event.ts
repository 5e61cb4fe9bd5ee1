import 'server-only';
import type { AuditEntry } from '@/lib/audit/contracts';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import type { SecretRow } from '@/lib/secrets/internal/secrets-repository';

/**
 * The audit entry of a change: which secret, for which hosts, under which key; nothing of its value, not even its
 * length.
 */
export function secretEvent(
  action: 'secret.created' | 'secret.replaced' | 'secret.deleted',
  principal: Principal,
  row: Pick<SecretRow, 'id' | 'name' | 'hosts' | 'keyId'>,
): AuditEntry {
  return {
    action,
    outcome: 'ok',
    ...actorOf(principal),
    targetKind: 'secret',
    targetId: row.id,
    details: { name: row.name, hosts: row.hosts, keyId: row.keyId },
  };
}
