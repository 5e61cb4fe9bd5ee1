import 'server-only';
import { admissionState } from '@/lib/admission/internal/admission-state';

/**
 * Reports a change of the queue or the GPU: call it after the commit of every enqueue, finish, stop and requeue. Admits
 * the runs that fit now, then notifies the watchers of the queue. Never rejects: a failure is logged and the one-second
 * tick tries again. Does nothing in a process without `startAdmission` (another one's tick sees the change).
 */
export async function admitRuns(): Promise<void> {
  const state = admissionState();
  if (state === undefined) return;
  await state.decide();
  state.announce();
}
