import 'server-only';
import { referredSecrets, type SecretDto } from '@/lib/secrets/contracts';
import type { KeyRing } from '@/lib/secrets/internal/key-ring';
import type { SecretRow } from '@/lib/secrets/internal/secrets-repository';
import type { SecretReference } from '@/lib/secrets/internal/secrets-sql';

/** A row as admins see it, without anything of its value. */
export function toSecretDto(row: SecretRow, ring: KeyRing | null, references: readonly SecretReference[]): SecretDto {
  return {
    id: row.id,
    name: row.name,
    hosts: row.hosts,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    isReadable: ring?.keys.has(row.keyId) ?? false,
    usedBy: usersOf(row.name, references),
  };
}

/** What of the references names the secret. */
export function usersOf(name: string, references: readonly SecretReference[]): SecretDto['usedBy'] {
  return references
    .filter(({ text }) => referredSecrets(text).includes(name))
    .map(({ kind, id, name: userName, title }) => ({ kind, id, name: userName, title }));
}
