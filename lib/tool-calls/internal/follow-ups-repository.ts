import 'server-only';
import type { PrismaRunner } from '@/lib/db/prisma';

/** Records what became of owed results: a follow-up run was queued, or none is needed. */
export async function settleOwed(
  callIds: readonly string[],
  followUp: 'queued' | 'skipped',
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.toolCall.updateMany({ where: { id: { in: [...callIds] } }, data: { followUp } });
}
