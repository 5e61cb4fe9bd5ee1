import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { notFound } from '@/lib/errors/app-error';
import type { UsableSource } from '@/lib/sources/contracts';
import { listUsableSources } from '@/lib/sources/list-usable-sources';

/** The source, for who may use it. @throws AppError `not-found` also for what the person may not use */
export async function requireSource(principal: Principal, sourceId: string): Promise<UsableSource> {
  const found = (await listUsableSources(principal)).find(({ id }) => id === sourceId);
  if (found === undefined) throw notFound('data source');
  return found;
}
