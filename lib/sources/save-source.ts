import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { AuditAction, AuditEntry } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { ChangeSourceInput, SourceDto, SourceInput } from '@/lib/sources/contracts';
import { requireSourceSecret } from '@/lib/sources/internal/require-source-secret';
import {
  countReports,
  deleteSourceRow,
  findSource,
  findSources,
  insertSource,
  updateSource,
} from '@/lib/sources/internal/sources-repository';
import { findSourcesAndSample } from '@/lib/sources/internal/stored-sources';
import { requireReadOnly } from '@/lib/sources/test-source';

/** All sources, the sample last. @throws AppError `admin-only` */
export async function listSources(principal: Principal): Promise<SourceDto[]> {
  requireAdmin(principal);
  const [sources, counts] = await Promise.all([findSourcesAndSample({}), countReports()]);
  return sources.map((source) => ({ ...source, reports: counts.get(source.id) ?? 0 }));
}

/** Adds a source that was reached. @throws AppError `admin-only`, `source-name-taken`, those of `requireReadOnly` */
export async function createSource(principal: Principal, input: SourceInput, now = new Date()): Promise<SourceDto> {
  requireAdmin(principal);
  await requireNameFree(input.name, null);
  const test = await requireReadOnly(input);
  const id = uuidv7({ msecs: now.getTime() });
  await inTransaction(async ({ prisma, sql }) => {
    await requireSourceSecret(sql, input);
    await insertSource(prisma, id, input, now);
    await recordEvents(sql, [
      sourceEvent('data_source.created', principal, id, { ...input, ca: input.ca !== null, test }),
    ]);
  });
  return requireDto(principal, id);
}

/** Changes a source. @throws AppError those of `createSource`, `not-found`, `source-changed` */
export async function changeSource(
  principal: Principal,
  id: string,
  { version, source: input }: ChangeSourceInput,
  now = new Date(),
): Promise<SourceDto> {
  requireAdmin(principal);
  if ((await findSource(id)) === null) throw notFound('data source');
  await requireNameFree(input.name, id);
  const test = await requireReadOnly(input);
  await inTransaction(async ({ prisma, sql }) => {
    await requireSourceSecret(sql, input);
    if (!(await updateSource(prisma, id, { version, input, now })))
      throw new AppError({ kind: 'conflict', code: 'source-changed', detail: 'Somebody else changed it meanwhile' });
    await recordEvents(sql, [
      sourceEvent('data_source.changed', principal, id, { ...input, ca: input.ca !== null, test }),
    ]);
  });
  return requireDto(principal, id);
}

/** Removes a source that no report reads. @throws AppError `admin-only`, `not-found`, `source-in-use` */
export async function deleteSource(principal: Principal, id: string): Promise<void> {
  requireAdmin(principal);
  const source = await findSource(id);
  if (source === null) throw notFound('data source');
  const reports = (await countReports()).get(id) ?? 0;
  if (reports > 0) {
    const detail = `${reports} reports read it: end them first`;
    throw new AppError({ kind: 'conflict', code: 'source-in-use', detail, values: { reports } });
  }
  await inTransaction(async ({ prisma, sql }) => {
    await deleteSourceRow(prisma, id);
    await recordEvents(sql, [sourceEvent('data_source.deleted', principal, id, { name: source.name })]);
  });
}

async function requireNameFree(name: string, id: string | null): Promise<void> {
  const taken = (await findSources({ name })).some((other) => other.id !== id);
  if (taken) throw new AppError({ kind: 'conflict', code: 'source-name-taken', detail: 'The name is taken' });
}

async function requireDto(principal: Principal, id: string): Promise<SourceDto> {
  const found = (await listSources(principal)).find((source) => source.id === id);
  if (found === undefined) throw notFound('data source');
  return found;
}

function sourceEvent(
  action: Extract<AuditAction, `data_source.${string}`>,
  principal: Principal,
  id: string,
  details: Readonly<Record<string, unknown>>,
): AuditEntry {
  return { action, outcome: 'ok', ...actorOf(principal), targetKind: 'data_source', targetId: id, details };
}
