import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { isTerminal } from '@/lib/conversations/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { openEventStream } from '@/lib/runs/internal/event-stream';
import { LiveRun, type OutputPlace } from '@/lib/runs/internal/live-run';
import { ensureLiveRun, liveRuns } from '@/lib/runs/internal/live-runs';
import { readRemoteRuns, takeMessage } from '@/lib/runs/internal/remote-run-follower';
import { selectOutput, selectOwnedRun } from '@/lib/runs/internal/runs-sql';
import { loadCalls } from '@/lib/tool-calls/load-calls';

/** Parses `<part>:<length>`, the id of an event; null for anything else, which means "from the beginning". */
export function parseEventId(id: string | null): OutputPlace | null {
  const match = /^(\d{1,6}):(\d{1,9})$/.exec(id ?? '');
  return match === null ? null : { part: Number(match[1]), length: Number(match[2]) };
}

/**
 * A run's event stream from a place on, wherever the run is executed and also when it has ended.
 * @throws AppError not-found when the run is not this person's.
 */
export async function followRun(
  principal: Principal,
  runId: string,
  after: OutputPlace | null,
): Promise<ReadableStream<Uint8Array>> {
  const known = liveRuns().get(runId);
  if (known !== undefined) {
    if (known.identity.personId !== principal.personId) throw notFound('run');
    await takeCalls(known);
    return openEventStream(known, after);
  }
  const stored = await selectOwnedRun(sqlRunner(), runId, principal.personId);
  if (stored === null) throw notFound('run');
  if (isTerminal(stored.status)) {
    const ended = new LiveRun(stored, stored.status, stored.parts);
    await takeCalls(ended);
    ended.finish({ status: stored.status, error: stored.error, origin: stored.origin });
    return openEventStream(ended, after);
  }
  const pieces = await selectOutput(sqlRunner(), runId);
  const run = ensureLiveRun(
    {
      runId,
      personId: stored.personId,
      conversationId: stored.conversationId,
      userMessageId: stored.userMessageId,
      assistantMessageId: stored.assistantMessageId,
    },
    stored.status,
  );
  if (!run.isLocal) {
    takeMessage(run, stored);
    for (const piece of pieces) run.takeIn(piece);
    run.setState(stored.status, stored.phase);
    void readRemoteRuns(true);
  }
  // Before anything is awaited: the follower of remote runs forgets a run that nobody listens to, and its reader would
  // wait for ever.
  const stream = openEventStream(run, after);
  try {
    await takeCalls(run);
  } catch (error) {
    await stream.cancel(error);
    throw error;
  }
  return stream;
}

/** Loads its calls of tools if some are not known yet, for instance those of the answer that it continues. */
async function takeCalls(run: LiveRun): Promise<void> {
  if (!run.parts.some((part) => part.type === 'tool' && run.call(part.text) === undefined)) return;
  const { personId, conversationId, assistantMessageId: messageId } = run.identity;
  for (const call of await loadCalls(sqlRunner(), { personId }, { conversationId, messageId })) run.setCall(call);
}
