import { afterEach, expect, it, vi } from 'vitest';
import type { QueuePlace } from '@/lib/runs/contracts';
import { LiveRun } from '@/lib/runs/internal/live-run';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { placeQueued } from '@/lib/runs/internal/remote-run-follower';

afterEach(() => liveRuns().clear());

function waitingRun(): LiveRun {
  const runId = crypto.randomUUID();
  const run = new LiveRun(
    { runId, personId: 'p', conversationId: 'c', userMessageId: 'u', assistantMessageId: 'a' },
    'queued',
  );
  liveRuns().set(runId, run);
  return run;
}

const placesAt = (runs: readonly LiveRun[], etaMs: number): Map<string, QueuePlace> =>
  new Map(
    runs.map((run, ahead) => [
      run.identity.runId,
      { position: ahead + 1, ahead, etaMs, isMeasured: true, reason: 'slots' },
    ]),
  );

/** A second, the default, is nothing on a starved core. */
const PATIENT = { timeout: 20_000 };

it('reports places to every waiting run, also after a time without any', async () => {
  placeQueued(new Map());
  const runs = Array.from({ length: 10 }, waitingRun);
  placeQueued(placesAt(runs, 1_000));
  await vi.waitFor(
    () => expect(runs.map((run) => run.place?.position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    PATIENT,
  );
});

it('reports to few at a time, and skips places that were replaced', async () => {
  const runs = Array.from({ length: 30 }, waitingRun);
  placeQueued(placesAt(runs, 1_000));
  const countPlaced = (): number => runs.filter((run) => run.place !== null).length;
  await vi.waitFor(() => expect(countPlaced()).toBeGreaterThan(0), { ...PATIENT, interval: 1 });
  const placed = countPlaced();
  expect(placed).toBeLessThan(runs.length);
  placeQueued(placesAt(runs, 2_000));
  const seen = new Set<number | null | undefined>();
  for (const run of runs.slice(placed))
    run.listen({
      onStateChanged: () => seen.add(run.place?.etaMs),
      onAppended: () => undefined,
      onTurnsIntoReasoning: () => undefined,
      onCallChanged: () => undefined,
      onEnded: () => undefined,
    });
  await vi.waitFor(() => expect(runs.every((run) => run.place?.etaMs === 2_000)).toBe(true), PATIENT);
  expect([...seen]).toEqual([2_000]);
});
