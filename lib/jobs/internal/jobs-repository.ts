import 'server-only';
import { Prisma } from '@/lib/db/generated/client';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import type { JobError } from '@/lib/jobs/internal/jobs-sql';

/** Ends a job for good and gives its lease back. Whoever calls it has locked the lease in the same transaction. */
export async function endJob(
  id: string,
  { state, error }: { readonly state: 'done' | 'failed'; readonly error?: JobError },
  prisma: PrismaRunner,
): Promise<void> {
  const data = {
    state,
    error: error === undefined ? Prisma.DbNull : { ...error },
    leaseId: null,
    leaseUntil: null,
    finishedAt: new Date(),
  };
  await prisma.job.update({ where: { id }, data, select: { id: true } });
}

/** Removes jobs that ended before a moment. */
export async function deleteEndedJobs(before: Date): Promise<void> {
  await getPrisma().job.deleteMany({
    where: { state: { in: ['done', 'failed', 'cancelled'] }, finishedAt: { lt: before } },
  });
}

/** How many unfinished jobs there are of each kind and state, for metrics. */
export async function countJobs(): Promise<
  { readonly kind: string; readonly state: string; readonly count: number }[]
> {
  const groups = await getPrisma().job.groupBy({
    by: ['kind', 'state'],
    where: { state: { in: ['waiting', 'running'] } },
    _count: true,
  });
  return groups.map(({ kind, state, _count: count }) => ({ kind, state, count }));
}
