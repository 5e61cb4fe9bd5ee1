import 'server-only';
import { LiveRun, type RunIdentity } from '@/lib/runs/internal/live-run';
import type { RunStatus } from '@/lib/conversations/contracts';

declare global {
  var yikaLiveRuns: Map<string, LiveRun> | undefined;
}

/** The runs this process executes or somebody reads through it, by run id. */
export function liveRuns(): Map<string, LiveRun> {
  globalThis.yikaLiveRuns ??= new Map();
  return globalThis.yikaLiveRuns;
}

/** The live run of that id, made when there is none yet. */
export function ensureLiveRun(identity: RunIdentity, status: RunStatus): LiveRun {
  const known = liveRuns().get(identity.runId);
  if (known !== undefined) return known;
  const run = new LiveRun(identity, status);
  liveRuns().set(identity.runId, run);
  return run;
}
