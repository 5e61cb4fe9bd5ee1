import 'server-only';
import { getPrisma } from '@/lib/db/prisma';

const DAY_MS = 86_400_000;

/** Removes this process's row, so that others need not wait for its heartbeat to expire, and rows older than a day. */
export async function deleteInstance(id: string, now: Date): Promise<void> {
  await getPrisma().instance.deleteMany({
    where: { OR: [{ id }, { heartbeatAt: { lt: new Date(now.getTime() - DAY_MS) } }] },
  });
}

/** Runs of this process without output: a graceful shutdown gives them back. */
export async function findUnstarted(instanceId: string): Promise<{ readonly runId: string; readonly epoch: number }[]> {
  const runs = await getPrisma().run.findMany({
    where: { status: 'running', instanceId, firstTokenAt: null, output: { none: {} } },
    select: { id: true, leaseEpoch: true },
  });
  return runs.map(({ id, leaseEpoch }) => ({ runId: id, epoch: leaseEpoch }));
}
