import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { settleEngines } from '@/lib/engine/settle-engines';
import type { EngineDto, EngineInput } from '@/lib/engines/contracts';
import { engineEvent } from '@/lib/engines/internal/engine-event';
import { insertEngine } from '@/lib/engines/internal/engines-repository';
import { selectEngines } from '@/lib/engines/internal/engines-sql';
import { testInput } from '@/lib/engines/test-engine';
import { notFound } from '@/lib/errors/app-error';
import { requireSecrets } from '@/lib/secrets/require-secrets';

/**
 * Adds an engine that passes the self-test; runs come to it as soon as a process watches it.
 * @throws AppError `admin-only`, and those of `testEngine`
 */
export async function createEngine(principal: Principal, input: EngineInput, now = new Date()): Promise<EngineDto> {
  requireAdmin(principal);
  const tested = await testInput(input);
  const id = uuidv7({ msecs: now.getTime() });
  return inTransaction(async ({ prisma, sql }) => {
    if (input.secretName !== null) await requireSecrets(sql, [input.secretName], new URL(input.baseUrl));
    await insertEngine({ id, input, tested, now }, prisma);
    await settleEngines(sql);
    await recordEvents(sql, [engineEvent('engine.created', principal, id, { ...input })]);
    const [engine] = await selectEngines(sql, id);
    if (engine === undefined) throw notFound('engine');
    return engine;
  });
}
