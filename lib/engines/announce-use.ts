import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { withTransaction } from '@/lib/db/transaction';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import { requireBudget } from '@/lib/engines/choose-pool';
import { findPersonName } from '@/lib/engines/internal/choices-repository';

/**
 * Before anything is sent to an external service: its budget is checked, and the use is in the log. Does nothing for an
 * engine in the company. @throws AppError `engine-monthly-limit`
 */
export async function announceUse(
  run: { readonly runId: string; readonly personId: string; readonly conversationId: string; readonly mode: string },
  engine: ConnectedEngine,
): Promise<void> {
  if (engine.location !== 'external') return;
  await requireBudget(engine.id);
  const { runId, conversationId, personId, mode } = run;
  const actorName = await findPersonName(personId);
  await withTransaction((sql) =>
    recordEvents(sql, [
      {
        action: 'engine.used_outside',
        outcome: 'ok',
        actorId: personId,
        actorName,
        targetKind: 'engine',
        targetId: engine.id,
        conversationId,
        runId,
        details: { model: engine.model, baseUrl: engine.baseUrl, mode },
      },
    ]),
  );
}
