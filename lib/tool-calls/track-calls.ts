import 'server-only';
import { setTimeout as delay } from 'node:timers/promises';
import { onReconnect } from '@/lib/db/listen';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { onCallChange } from '@/lib/tool-calls/call-changes';
import { selectCancelled } from '@/lib/tool-calls/internal/calls-repository';
import { giveBackCalls } from '@/lib/tool-calls/internal/sql/calls-sql';

/** Calls that this process executes or is about to execute. */
export interface TrackedCalls {
  /**
   * Aborted as soon as the call's row says cancelled, whichever process wrote that: nobody else has to know which calls
   * run here.
   */
  signalOf(callId: string): AbortSignal;
  letGo(): void;
}

/** How often the shutdown checks whether all calls have ended. */
const POLL_MS = 20;

interface TrackerState {
  readonly batches: Set<readonly string[]>;
  /** This process is about to end. */
  isClosed: boolean;
}

declare global {
  var yikaTrackedCalls: TrackerState | undefined;
}

function trackerState(): TrackerState {
  globalThis.yikaTrackedCalls ??= { batches: new Set(), isClosed: false };
  return globalThis.yikaTrackedCalls;
}

/** Tracks calls until `letGo()`. Call it before they are claimed, so that no cancellation is missed. */
export function trackCalls(callIds: readonly string[]): TrackedCalls {
  const { batches } = trackerState();
  const aborts = new Map(callIds.map((callId) => [callId, new AbortController()]));
  const ends = [
    onCallChange(({ callId, state }) => {
      if (state === 'cancelled') abort(aborts.get(callId));
    }),
    onReconnect(() => void abortCancelled(aborts)),
  ];
  batches.add(callIds);
  return {
    signalOf: (callId) => aborts.get(callId)?.signal ?? AbortSignal.abort(),
    letGo() {
      batches.delete(callIds);
      for (const end of ends) end();
    },
  };
}

function abort(call: AbortController | undefined): void {
  call?.abort(new DOMException('The call was cancelled', 'AbortError'));
}

/** Aborts the calls that were cancelled while the notification channel was down. */
async function abortCancelled(aborts: ReadonlyMap<string, AbortController>): Promise<void> {
  try {
    for (const callId of await selectCancelled([...aborts.keys()])) abort(aborts.get(callId));
  } catch (error) {
    getLogger().warn({ err: error }, 'could not look which calls were cancelled');
  }
}

/** Ids of the tracked calls; any other call that the database assigns to this process was lost by a failure. */
export function trackedCallIds(): string[] {
  return [...trackerState().batches].flat();
}

/** Whether this process shuts down and accepts no more calls. */
export function areCallsClosed(): boolean {
  return trackerState().isClosed;
}

/** Accepts calls: from the start of the process, and again after `endCalls` (in tests). */
export function openForCalls(): void {
  trackerState().isClosed = false;
}

/**
 * The orderly end: takes no more calls on and waits for those under way, `graceMs` at the longest. Look-ups that are
 * not done then are given back, and another process makes them at once; what changes something is left to the recovery,
 * since nobody knows how far it got.
 */
export async function endCalls(instanceId: string, graceMs: number): Promise<void> {
  const state = trackerState();
  state.isClosed = true;
  const untilMs = performance.now() + graceMs;
  while (state.batches.size > 0 && performance.now() < untilMs) await delay(POLL_MS);
  if (state.batches.size > 0) await giveBackCalls(sqlRunner(), trackedCallIds(), instanceId, 'look-ups');
}
