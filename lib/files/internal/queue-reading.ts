import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { READING_JOB } from '@/lib/files/reading-job';
import { enqueueJob } from '@/lib/jobs/enqueue-job';

/** Two crashes are chance, a third is the document. */
const MAX_ATTEMPTS = 3;

/** Queues the job that reads a content, in the turns of a person; one that is queued already is enough. */
export async function queueReading(sql: SqlRunner, readingId: string, ownerId: string, now: Date): Promise<void> {
  await enqueueJob(sql, { kind: READING_JOB, key: readingId, ownerId, maxAttempts: MAX_ATTEMPTS }, now);
}
