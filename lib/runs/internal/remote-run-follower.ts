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
/** Admission notifies waiting runs of every change; this interval only covers lost notifications. */
const WAITING_INTERVAL_MS = 3_000;
/** The waiting runs get their places in this many turns, with this pause between two turns. */
const REPORT_TURNS = 12;
const REPORT_PAUSE_MS = 5;

interface RemoteRunFollower {
  lastFullRead: number;
  /** The next read covers all followed runs. */
  isFullReadDue: boolean;
  readonly read: () => Promise<void>;
  /** The latest places in the queue, by run id. */
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

/** Starts reading the stored state of runs that have a reader in this process and are executed by another. */
export function startRemoteRunFollower(): { stop(): Promise<void> } {
  return startTicker(RUNNING_INTERVAL_MS, () => readRemoteRuns(false));
}

/**
 * Applies new places in the queue. A followed run without a place is read at once: another process admitted it, or it
 * finished or was stopped.
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
 * Reports to a few runs at a time, with a pause between turns: each report is a write to a stream, and answers and
 * calls must not wait for all of them. Newer places replace the current ones at once.
 */
async function reportPlaces(state: RemoteRunFollower): Promise<void> {
  state.isReporting = true;
  let reported: ReadonlyMap<string, QueuePlace> | null = null;
  while (reported !== state.places) {
    reported = state.places;
    const waiting = [...liveRuns().values()].filter(isWaitingHere);
    const runsPerTurn = Math.ceil(waiting.length / REPORT_TURNS);
    for (let first = 0; first < waiting.length; first += runsPerTurn) {
      for (const run of waiting.slice(first, first + runsPerTurn)) {
        const place = isWaitingHere(run) ? state.places.get(run.identity.runId) : undefined;
        if (place !== undefined) run.setPlace(place);
      }
      await wait(REPORT_PAUSE_MS);
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
  // This process may have got the lease during the read.
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
