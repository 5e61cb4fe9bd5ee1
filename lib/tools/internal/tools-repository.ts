import 'server-only';
import { z } from 'zod';
import { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { lockRow, lockRows } from '@/lib/db/locks-sql';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import { toolProposalSchema } from '@/lib/tools/catalogue-contracts';
import { jsonObjectSchema, storedToolSchema, type JsonObject, type StoredTool } from '@/lib/tools/contracts';

const catalogueToolSchema = storedToolSchema.extend({
  proposal: toolProposalSchema.nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  sourceKind: z.enum(['openapi', 'mcp']).nullable(),
  sourceName: z.string().nullable(),
});
/** A tool with the fields that only admins see. */
export type CatalogueTool = z.infer<typeof catalogueToolSchema>;

const WITH_SOURCE = { source: { select: { kind: true, name: true, config: true } } } satisfies Prisma.ToolInclude;

function toCatalogueTool({ source, ...tool }: Prisma.ToolGetPayload<{ include: typeof WITH_SOURCE }>): CatalogueTool {
  return catalogueToolSchema.parse({
    ...tool,
    server: source?.kind === 'mcp' ? source.config : null,
    sourceKind: source?.kind ?? null,
    sourceName: source?.name ?? null,
  });
}

/** By name; also disabled and quarantined ones, never deleted ones. */
export async function listCatalogue(
  sourceId: string | null = null,
  prisma: PrismaRunner = getPrisma(),
): Promise<CatalogueTool[]> {
  const rows = await prisma.tool.findMany({
    where: { deletedAt: null, ...(sourceId === null ? {} : { sourceId }) },
    include: WITH_SOURCE,
    orderBy: { name: 'asc' },
  });
  return rows.map(toCatalogueTool);
}

/** The same, only with the fields that calls need. */
export async function selectTools(): Promise<StoredTool[]> {
  const rows = await getPrisma().tool.findMany({
    where: { deletedAt: null },
    include: { source: { select: { kind: true, config: true } } },
    orderBy: { name: 'asc' },
  });
  return rows.map(({ source, ...tool }) =>
    storedToolSchema.parse({ ...tool, server: source?.kind === 'mcp' ? source.config : null }),
  );
}

/** By id; also a disabled or quarantined one, never a deleted one. */
export async function selectCatalogueTool(
  id: string,
  prisma: PrismaRunner = getPrisma(),
): Promise<CatalogueTool | null> {
  const row = await prisma.tool.findUnique({ where: { id, deletedAt: null }, include: WITH_SOURCE });
  return row === null ? null : toCatalogueTool(row);
}

/** The same with its row locked until the commit: nobody else changes or deletes the tool. */
export async function findCatalogueToolForUpdate(
  { prisma, sql }: Transaction,
  id: string,
): Promise<CatalogueTool | null> {
  await lockRow(sql, 'tool', id);
  return selectCatalogueTool(id, prisma);
}

/**
 * The tools of a source, or all, by id and locked in that order until the commit: changes of them wait, requests for
 * calls do not.
 */
export async function listCatalogueForUpdate(
  { prisma, sql }: Transaction,
  sourceId: string | null = null,
): Promise<CatalogueTool[]> {
  const where = { deletedAt: null, ...(sourceId === null ? {} : { sourceId }) };
  const found = await prisma.tool.findMany({ where, select: { id: true } });
  await lockRows(
    sql,
    'tool',
    found.map(({ id }) => id),
    'no-key-update',
  );
  const tools = await listCatalogue(sourceId, prisma);
  return tools.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Enables or disables a tool. Fails when it does not exist. */
export async function setEnabled(id: string, enabled: boolean, prisma: PrismaRunner): Promise<void> {
  await prisma.tool.update({ where: { id }, data: { enabled }, select: { id: true } });
}

/**
 * Marks tools as deleted and removes their grants and pins. The rows stay, since calls and the audit log refer to them.
 */
export async function markDeleted(ids: readonly string[], prisma: PrismaRunner): Promise<void> {
  const found = { in: [...ids] };
  await prisma.tool.updateMany({ where: { id: found }, data: { deletedAt: new Date(), enabled: false } });
  await prisma.toolGrant.deleteMany({ where: { toolId: found } });
  await prisma.toolPin.deleteMany({ where: { toolId: found } });
}

/** Releases a quarantined tool that is as it was accepted. */
export async function releaseTool(id: string, prisma: PrismaRunner): Promise<void> {
  await prisma.tool.update({
    where: { id },
    data: { quarantinedAt: null, proposal: Prisma.DbNull },
    select: { id: true },
  });
}

/** Changes the hosts that requests of tools are sent to. */
export async function moveTools(
  ids: readonly string[],
  { hosts, intranetHosts }: Pick<StoredTool, 'hosts' | 'intranetHosts'>,
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.tool.updateMany({ where: { id: { in: [...ids] } }, data: { hosts, intranetHosts } });
}

/** Names that no new tool may have. */
export async function takenNames(prisma: PrismaRunner = getPrisma()): Promise<Set<string>> {
  const rows = await prisma.tool.findMany({ where: { deletedAt: null }, select: { name: true } });
  return new Set(rows.map(({ name }) => name));
}

const boundsSchema = z.object({ arguments: jsonObjectSchema.optional() });

/** The argument limits of a tool's grants, except those of denying grants. */
export async function selectBounds(toolId: string, prisma: PrismaRunner): Promise<JsonObject[]> {
  const rows = await prisma.toolGrant.findMany({
    where: { toolId, effect: { not: 'deny' } },
    select: { limits: true },
    orderBy: { id: 'asc' },
  });
  return rows.flatMap(({ limits }) => {
    const { arguments: bounds } = boundsSchema.parse(limits);
    return bounds === undefined ? [] : [bounds];
  });
}
