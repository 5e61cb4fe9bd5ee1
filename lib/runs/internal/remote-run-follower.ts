import 'server-only';
import { setTimeout as wait } from 'node:timers/promises';
import { isTerminal } from '@/lib/conversations/contracts';
import { coalesce } from '@/lib/concurrency/coalesce';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { startTicker } from '@/lib/concurrency/start-ticker';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import type { QueuePlace } from '@/lib/runs/contracts';
import type { LiveRun } from '@/lib/runs/internal/live-run';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { selectOutputAfter, selectRuns, type StoredRun } from '@/lib/runs/internal/runs-sql';

/** How often a run that another process executes is read. */
const RUNNING_INTERVAL_MS = 300;
/** Admission notifies waiting runs of every change; this only catches what a lost notification hid. */
const WAITING_INTERVAL_MS = 3_000;
/** Everybody who waits gets their place within so many turns, so far apart. */
const TELLING_TURNS = 12;
const TELLING_PAUSE_MS = 5;

interface RemoteRunFollower {
  lastFullRead: number;
  /** The next read covers all followed runs. */
  isFullReadDue: boolean;
  readonly read: () => Promise<void>;
  /** What was said of the queue last. */
  places: ReadonlyMap<string, QueuePlace>;
  isReporting: boolean;
}

declare global {
  var yikaRemoteRunFollower: RemoteRunFollower | undefined;
}

function remoteRunFollower(): RemoteRunFollower {
  globalThis.yikaRemoteRunFollower ??= {
    lastFullRead: 0,
    isFullReadDue: false,
    read: coalesce(readDue),
    places: new Map(),
    isReporting: false,
  };
  return globalThis.yikaRemoteRunFollower;
}

/** Starts reading the stored state of runs that somebody follows here and that this process does not execute. */
export function startRemoteRunFollower(): { stop(): Promise<void> } {
  return startTicker(RUNNING_INTERVAL_MS, () => readRemoteRuns(false));
}

/**
 * Takes new places in the queue in. A followed run that waits no longer for all we know is read at once: it was
 * admitted elsewhere, finished or stopped.
 */
export function placeQueued(places: ReadonlyMap<string, QueuePlace>): void {
  const waiting = [...liveRuns().values()].filter(isWaitingHere);
  if (waiting.some((run) => !places.has(run.identity.runId))) void readRemoteRuns(true);
  const state = remoteRunFollower();
  state.places = places;
  if (!state.isReporting) void reportPlaces(state);
}

function isWaitingHere(run: LiveRun): boolean {
  return !run.isLocal && (run.status === 'queued' || run.status === 'held');
}

/**
 * A few readers at a time, with room between them: each is a write, and what answers and calls have to do must not wait
 * for everybody who waits. Newer places count at once.
 */
async function reportPlaces(state: RemoteRunFollower): Promise<void> {
  state.isReporting = true;
  let reported: ReadonlyMap<string, QueuePlace> | null = null;
  while (reported !== state.places) {
    reported = state.places;
    const waiting = [...liveRuns().values()].filter(isWaitingHere);
    const readersATurn = Math.ceil(waiting.length / TELLING_TURNS);
    for (let first = 0; first < waiting.length; first += readersATurn) {
      for (const run of waiting.slice(first, first + readersATurn)) {
        const place = isWaitingHere(run) ? state.places.get(run.identity.runId) : undefined;
        if (place !== undefined) run.setPlace(place);
      }
      await wait(TELLING_PAUSE_MS);
    }
  }
  state.isReporting = false;
}

/**
 * Reads the stored streams of remote runs. Resolves after a read that began after the call; calls while a read is under
 * way share the next one.
 */
export function readRemoteRuns(all: boolean): Promise<void> {
  const state = remoteRunFollower();
  state.isFullReadDue ||= all;
  return state.read();
}

async function readDue(): Promise<void> {
  const state = remoteRunFollower();
  const all = state.isFullReadDue || Date.now() - state.lastFullRead > WAITING_INTERVAL_MS;
  state.isFullReadDue = false;
  try {
    await readOnce(all);
  } catch (error) {
    if (!isDatabaseAway(error)) getLogger().error({ err: error }, 'reading remote runs failed');
  }
}

async function readOnce(all: boolean): Promise<void> {
  const followed = [...liveRuns().values()].filter(
    (run) => !run.isLocal && (all || run.status === 'running' || run.phase === 'tool'),
  );
  if (all) remoteRunFollower().lastFullRead = Date.now();
  if (followed.length === 0) return;
  const stored = await selectRuns(
    sqlRunner(),
    followed.map((run) => run.identity.runId),
  );
  const storedById = new Map(stored.map((run) => [run.runId, run]));
  // What a finished step wrote stands in the message; what is written now comes behind it.
  for (const run of followed) {
    const known = storedById.get(run.identity.runId);
    if (known !== undefined && !run.isLocal) takeMessage(run, known);
  }
  const running = followed.filter((run) => storedById.get(run.identity.runId)?.status === 'running');
  if (running.length > 0) {
    const pieces = await selectOutputAfter(
      sqlRunner(),
      running.map((run) => ({ runId: run.identity.runId, ...run.outputPlace })),
    );
    for (const piece of pieces) {
      const run = liveRuns().get(piece.runId);
      if (run?.isLocal === false) run.takeIn(piece);
    }
  }
  for (const run of followed) takeState(run, storedById.get(run.identity.runId));
}

function takeState(run: LiveRun, stored: StoredRun | undefined): void {
  // It may have become ours while we read.
  if (run.isLocal) return;
  if (stored === undefined) {
    run.finish({ status: 'stopped', error: { code: 'conversation-deleted' }, origin: null });
    liveRuns().delete(run.identity.runId);
    return;
  }
  if (!isTerminal(stored.status)) {
    run.setState(stored.status, stored.phase);
    if (!run.isWatched && stored.status === 'running') liveRuns().delete(run.identity.runId);
    return;
  }
  run.finish({ status: stored.status, error: stored.error, origin: stored.origin });
  liveRuns().delete(run.identity.runId);
}

/** Brings a run's output up to its stored message. */
export function takeMessage(run: LiveRun, stored: StoredRun): void {
  stored.parts.forEach((part, index) => {
    run.takeIn({
      part: index,
      offset: 0,
      kind: part.type,
      text: part.text,
      durationMs: part.type === 'reasoning' ? part.durationMs : 0,
    });
  });
}
