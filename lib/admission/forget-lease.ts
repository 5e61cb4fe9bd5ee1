import 'server-only';
import { admissionState } from '@/lib/admission/internal/admission-state';

/**
 * Gives up a lease that could not be ended in the database: it is not renewed any more, expires within LEASE_TTL_MS,
 * and the run is then recovered like that of a dead process. Without it the run would hold its slot for ever.
 */
export function forgetLease(runId: string, epoch: number): void {
  admissionState()?.registry.forget(runId, epoch);
}
