import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { apiKeySchema, USAGE_DAYS, type ApiKeyDto } from '@/lib/gateway/contracts';
import type { KeyRow } from '@/lib/gateway/internal/keys-repository';
import { selectUsage } from '@/lib/gateway/internal/sql/keys-sql';

const DAY_MS = 86_400_000;
const NO_USAGE = { requests: 0, promptTokens: 0, outputTokens: 0 };

/** Keys as people see them, with what they used lately. */
export async function toApiKeys(sql: SqlRunner, rows: readonly KeyRow[], now: Date): Promise<ApiKeyDto[]> {
  const since = new Date(now.getTime() - USAGE_DAYS * DAY_MS);
  const usage = await selectUsage(
    sql,
    rows.map(({ id }) => id),
    since,
  );
  const usageOf = new Map(usage.map(({ keyId, ...used }) => [keyId, used]));
  return rows.map(({ person, endedAt, ...key }) =>
    apiKeySchema.parse({
      ...key,
      owner: { id: person.id, name: person.name },
      createdAt: key.createdAt.toISOString(),
      expiresAt: key.expiresAt?.toISOString() ?? null,
      lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
      state: stateOf(key.expiresAt, endedAt, person.disabledAt !== null, now),
      usage: usageOf.get(key.id) ?? NO_USAGE,
    }),
  );
}

function stateOf(
  expiresAt: Date | null,
  endedAt: Date | null,
  isOwnerDisabled: boolean,
  now: Date,
): ApiKeyDto['state'] {
  if (endedAt !== null) return 'ended';
  if (isOwnerDisabled) return 'owner-disabled';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}
