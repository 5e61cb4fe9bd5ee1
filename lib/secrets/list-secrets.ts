import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';
import type { SecretDto } from '@/lib/secrets/contracts';
import { loadKeyRing } from '@/lib/secrets/internal/key-ring';
import { toSecretDto } from '@/lib/secrets/internal/to-secret-dto';
import { selectSecrets } from '@/lib/secrets/internal/secrets-repository';
import { selectSecretReferences } from '@/lib/secrets/internal/secrets-sql';

/** All secrets by name, without their values, with what refers to each. @throws AppError `admin-only` */
export async function listSecrets(principal: Principal): Promise<SecretDto[]> {
  requireAdmin(principal);
  const [rows, references, ring] = await Promise.all([
    selectSecrets(),
    selectSecretReferences(sqlRunner()),
    loadKeyRing(),
  ]);
  return rows.map((row) => toSecretDto(row, ring, references));
}
