import 'server-only';
import { admissionState } from '@/lib/admission/internal/admission-state';

/**
 * Aborted as soon as a person waits while this process executes the background run (looked for after every decision
 * here, at least once a second): its executor ends the engine request and gives the lease back with `requeueRun`, not
 * counted as an attempt. A run that came to the card by ageing is not asked to yield, or background would starve.
 */
export function yieldSignal(runId: string): AbortSignal {
  return admissionState()?.registry.yieldSignal(runId) ?? new AbortController().signal;
}
