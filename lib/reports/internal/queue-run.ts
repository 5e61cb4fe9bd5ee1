import 'server-only';
import type { Transaction } from '@/lib/db/in-transaction';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { insertRun, type NewRun } from '@/lib/reports/internal/runs-repository';

/** The kind of the jobs that make runs; their key is the id of a run. */
export const RUN_JOB = 'make-report';
const MAX_ATTEMPTS = 6;

/** Stores a run that waits and queues its job; nothing where its slot has a run already. */
export async function queueRun({ prisma, sql }: Transaction, run: Omit<NewRun, 'state' | 'error'>): Promise<void> {
  if (await insertRun(prisma, { ...run, state: 'waiting' }))
    await enqueueJob(sql, { kind: RUN_JOB, key: run.id, maxAttempts: MAX_ATTEMPTS }, run.now);
}
