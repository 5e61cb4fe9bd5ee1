import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';
import { endKeyRow, findKeyOwner, findUnfinishedRequests } from '@/lib/gateway/internal/keys-repository';
import { stopRun } from '@/lib/runs/stop-run';

/**
 * Ends one's own key at once, and the requests that came with it. What could not be stopped is stopped by ending the
 * key once more. @throws AppError `not-found`
 */
export function endOwnKey(principal: Principal, keyId: string): Promise<void> {
  return end(principal, { id: keyId, personId: principal.personId });
}

/** Ends anybody's key at once, and the requests that came with it. @throws AppError `admin-only`, `not-found` */
export async function endAnyKey(principal: Principal, keyId: string): Promise<void> {
  requireAdmin(principal);
  await end(principal, { id: keyId });
}

async function end(principal: Principal, which: { readonly id: string; readonly personId?: string }): Promise<void> {
  const ended = await inTransaction(async ({ prisma, sql }) => {
    const key = await endKeyRow(which, new Date(), prisma);
    if (key === null) return null;
    const details = { name: key.name, prefix: key.prefix, ownerId: key.personId };
    await recordEvents(sql, [
      { action: 'key.ended', outcome: 'ok', ...actorOf(principal), targetKind: 'key', targetId: which.id, details },
    ]);
    return key;
  });
  const ownerId = ended?.personId ?? (await findKeyOwner(which));
  if (ownerId === null) throw notFound('key');
  // From the commit on no request is accepted with the key: these are all.
  const requests = await findUnfinishedRequests(which.id);
  const stops = await Promise.allSettled(requests.map((runId) => stopRun({ personId: ownerId }, runId)));
  const failed = stops.find((stop) => stop.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
