// lib/gateway is the OpenAI-compatible door for programs: keys, and requests that wait in the queue like questions.
import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { requireBudget } from '@/lib/auth/require-budget';
import { inTransaction } from '@/lib/db/in-transaction';
import { lockRow } from '@/lib/db/locks-sql';
import { AppError, notFound } from '@/lib/errors/app-error';
import {
  MAX_KEYS,
  OWN_REQUESTS_PER_MINUTE,
  type CreatedKey,
  type CreateKeyInput,
  type CreateProgramKeyInput,
} from '@/lib/gateway/contracts';
import { createKeySecret } from '@/lib/gateway/internal/key-secret';
import { countUsableKeys, findKeys, insertKey, isEnabled, type NewKey } from '@/lib/gateway/internal/keys-repository';
import { toApiKeys } from '@/lib/gateway/internal/to-api-keys';

const DAY_MS = 86_400_000;

/** Makes a key for oneself; its requests are background. @throws AppError `too-many-keys`, `too-often` */
export function createKey(principal: Principal, input: CreateKeyInput, now = new Date()): Promise<CreatedKey> {
  const own = { personId: principal.personId, isProgram: false, band: 'background', models: [] } as const;
  return store(principal, input, { ...own, requestsPerMinute: OWN_REQUESTS_PER_MINUTE }, now);
}

/**
 * Makes a key for a program; its usage counts for its owner.
 * @throws AppError `admin-only`, `not-found`, `too-many-keys`, `too-often`
 */
export async function createProgramKey(
  principal: Principal,
  input: CreateProgramKeyInput,
  now = new Date(),
): Promise<CreatedKey> {
  requireAdmin(principal);
  const { ownerId: personId, band, models, requestsPerMinute } = input;
  return store(principal, input, { personId, isProgram: true, band, models, requestsPerMinute }, now);
}

async function store(
  principal: Principal,
  { name, expiresInDays, allowsTools }: CreateKeyInput,
  rights: Pick<NewKey, 'personId' | 'isProgram' | 'band' | 'models' | 'requestsPerMinute'>,
  now: Date,
): Promise<CreatedKey> {
  const { secret, prefix, hash: secretHash } = createKeySecret();
  const expiresAt = expiresInDays === null ? null : new Date(now.getTime() + expiresInDays * DAY_MS);
  const id = uuidv7({ msecs: now.getTime() });
  const key = await inTransaction(async ({ prisma, sql }) => {
    // A person's keys are counted and made one at a time.
    await lockRow(sql, 'person', rights.personId, 'no-key-update');
    if (!(await isEnabled(rights.personId, prisma))) throw notFound('person');
    if ((await countUsableKeys(rights.personId, now, prisma)) >= MAX_KEYS) {
      const detail = `This person has ${MAX_KEYS} keys already; end one first`;
      throw new AppError({ kind: 'conflict', code: 'too-many-keys', detail, values: { limit: MAX_KEYS } });
    }
    await requireBudget(sql, 'key', principal.personId);
    await insertKey({ ...rights, id, name, prefix, secretHash, allowsTools, createdAt: now, expiresAt }, prisma);
    const { personId, ...shown } = rights;
    const details = {
      name,
      prefix,
      ownerId: personId,
      ...shown,
      allowsTools,
      expiresAt: expiresAt?.toISOString() ?? null,
    };
    await recordEvents(sql, [
      { action: 'key.created', outcome: 'ok', ...actorOf(principal), targetKind: 'key', targetId: id, details },
    ]);
    return (await toApiKeys(sql, await findKeys({ id }, prisma), now))[0];
  });
  if (key === undefined) throw notFound('key');
  return { key, secret };
}
