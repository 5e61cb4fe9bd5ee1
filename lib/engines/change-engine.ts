import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { lockRow } from '@/lib/db/locks-sql';
import type { SqlRunner } from '@/lib/db/transaction';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import type { EngineAdmission } from '@/lib/engine/contracts';
import { settleEngines } from '@/lib/engine/settle-engines';
import type { ChangeEngineInput, EngineDto } from '@/lib/engines/contracts';
import { engineEvent } from '@/lib/engines/internal/engine-event';
import {
  deleteEngineRow,
  handPoolOver,
  updateAdmission,
  updateEngine,
} from '@/lib/engines/internal/engines-repository';
import { hasUnfinishedRuns, selectEngines } from '@/lib/engines/internal/engines-sql';
import { testInput } from '@/lib/engines/test-engine';
import { AppError, notFound } from '@/lib/errors/app-error';
import { requireSecrets } from '@/lib/secrets/require-secrets';

/**
 * Changes an engine that passes the self-test.
 * @throws AppError `admin-only`, `not-found`, `engine-fixed`, `engine-changed` when another admin was faster, and those
 * of `testEngine`
 */
export async function changeEngine(
  principal: Principal,
  id: string,
  { version, engine: input }: ChangeEngineInput,
): Promise<EngineDto> {
  requireAdmin(principal);
  requireOwn(id);
  const tested = await testInput(input);
  return inTransaction(async ({ prisma, sql }) => {
    if (input.secretName !== null) await requireSecrets(sql, [input.secretName], new URL(input.baseUrl));
    const before = await requireEngine(sql, id);
    if (before.version !== version)
      throw new AppError({
        kind: 'conflict',
        code: 'engine-changed',
        detail: 'Somebody else changed the engine meanwhile',
      });
    await updateEngine(id, { input, tested, version: version + 1 }, prisma);
    await settleEngines(sql);
    await recordEvents(sql, [engineEvent('engine.changed', principal, id, { ...input })]);
    return requireEngine(sql, id);
  });
}

/**
 * Opens, drains or pauses an engine; what runs on it goes on. The one of ENGINE_URL too.
 * @throws AppError `admin-only`, `not-found`
 */
export async function setAdmission(principal: Principal, id: string, admission: EngineAdmission): Promise<EngineDto> {
  requireAdmin(principal);
  return inTransaction(async ({ prisma, sql }) => {
    const before = await requireEngine(sql, id);
    if (before.admission === admission) return before;
    await updateAdmission(id, admission, prisma);
    await settleEngines(sql);
    await recordEvents(sql, [
      engineEvent('engine.changed', principal, id, { label: before.label, admission, before: before.admission }),
    ]);
    return requireEngine(sql, id);
  });
}

/**
 * Removes an engine on which nothing runs, and for which alone nobody waits.
 * @throws AppError `admin-only`, `not-found`, `engine-fixed`, `engine-in-use`
 */
export async function deleteEngine(principal: Principal, id: string): Promise<void> {
  requireAdmin(principal);
  requireOwn(id);
  await inTransaction(async ({ prisma, sql }) => {
    // The order of locks: admission first. Nobody is admitted to it from here to the commit.
    await settleEngines(sql);
    const { label, baseUrl } = await requireEngine(sql, id);
    if (await hasUnfinishedRuns(sql, id))
      throw new AppError({
        kind: 'conflict',
        code: 'engine-in-use',
        detail: 'Runs are on it or wait for it: drain it first',
      });
    await handPoolOver(id, prisma);
    await deleteEngineRow(id, prisma);
    await recordEvents(sql, [engineEvent('engine.removed', principal, id, { label, baseUrl })]);
  });
}

async function requireEngine(sql: SqlRunner, id: string): Promise<EngineDto> {
  await lockRow(sql, 'engine', id);
  const [engine] = await selectEngines(sql, id);
  if (engine === undefined) throw notFound('engine');
  return engine;
}

/** @throws AppError `engine-fixed` for the engine of ENGINE_URL */
function requireOwn(id: string): void {
  if (id !== DEFAULT_ENGINE) return;
  const detail = 'This engine is configured by ENGINE_URL and the other variables of the environment';
  throw new AppError({ kind: 'conflict', code: 'engine-fixed', detail });
}
