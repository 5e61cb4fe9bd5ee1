import 'server-only';
import { onAuthChange } from '@/lib/auth/auth-changes';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { isAppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';
import { endRun } from '@/lib/runs/internal/end-run';
import { selectRunsOfDisabled } from '@/lib/runs/internal/runs-repository';
import { cancelCallsOfDisabled } from '@/lib/tool-calls/cancel-calls';

/**
 * Ends the runs and calls of disabled people as soon as any process disables one; the round of `startToolRecovery`
 * covers missed notifications.
 */
export function watchDisabled(): { stop(): void } {
  const stop = onAuthChange(() => {
    endWorkOfDisabled().catch((error: unknown) => {
      if (!isDatabaseAway(error))
        getLogger().error({ err: error }, 'the work of disabled people could not be ended; the next round repeats it');
    });
  });
  return { stop };
}

/**
 * Stops the runs of disabled people and cancels their calls, whichever process executes them. A failure for one does
 * not affect the others.
 */
export async function endWorkOfDisabled(): Promise<void> {
  for (const { runId, personId } of await selectRunsOfDisabled()) await endUnlessGone(runId, personId);
  await cancelCallsOfDisabled();
}

async function endUnlessGone(runId: string, personId: string): Promise<void> {
  try {
    await endRun(runId, personId);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    // Without a row it was deleted meanwhile.
    if (!isAppError(error) || error.kind !== 'not-found')
      getLogger().error(
        { err: error, runId },
        'a run of a disabled person could not be stopped; the next round tries again',
      );
  }
}
