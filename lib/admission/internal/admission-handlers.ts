import 'server-only';
import type { RunLease, WaitEndCode } from '@/lib/admission/contracts';

/** What lib/runs does for admission. Handlers that return nothing are called synchronously and must not throw. */
export interface AdmissionHandlers {
  /** This process got the lease of a run: execute it. Called once for each lease. */
  onAdmitted(lease: RunLease): void;
  /** Somebody wants a run stopped that this process executes. */
  onStopRequested(runId: string): void;
  /**
   * The lease is another's by now (or the admission was forgotten by a crash of PostgreSQL): abort the engine request,
   * write nothing.
   */
  onRunLost(runId: string): void;
  /**
   * A run whose process died with output stored (or that died too often, or should stop): write what there is, and end
   * it with `finishRun` under this lease, in one transaction. When it throws, the lease expires and somebody tries
   * again.
   */
  onOrphan(lease: RunLease): Promise<void>;
  /** A waiting run came to a limit: end it with `endWaitingRun` and finalise its message, in one transaction. */
  onWaitExpired(runId: string, code: WaitEndCode): Promise<void>;
}
