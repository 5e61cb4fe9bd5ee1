// lib/jobs executes durable work in the background: one row a job, claimed by one process at a time.
import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { SqlRunner } from '@/lib/db/transaction';
import { insertJob } from '@/lib/jobs/internal/jobs-sql';

export interface NewJob {
  readonly kind: string;
  /** What it is about. A kind has at most one unfinished job of a key: the same work is not queued twice. */
  readonly key: string;
  readonly payload?: unknown;
  /** For whom: the jobs of a kind are executed in turns, one of each person after another. */
  readonly ownerId?: string;
  /** Times it is started before it fails for good; an attempt that died with its process counts. */
  readonly maxAttempts: number;
  readonly runAt?: Date;
}

/** Queues a job; in a transaction, with its commit. @returns false when one of this kind and key is unfinished */
export function enqueueJob(sql: SqlRunner, job: NewJob, now = new Date()): Promise<boolean> {
  const { kind, key, payload = {}, ownerId = null, maxAttempts, runAt = now } = job;
  return insertJob(sql, { id: uuidv7({ msecs: now.getTime() }), kind, key, ownerId, payload, maxAttempts, runAt });
}
