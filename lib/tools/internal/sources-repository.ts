import 'server-only';
import { z } from 'zod';
import type { Prisma } from '@/lib/db/generated/client';
import type { Transaction } from '@/lib/db/in-transaction';
import { getPrisma, type PrismaRunner } from '@/lib/db/prisma';
import { toolSourceConfigSchema, type ToolSourceConfig } from '@/lib/tools/catalogue-contracts';
import { toolErrorSchema, type ToolError } from '@/lib/tools/contracts';
import { lockRow } from '@/lib/db/locks-sql';

const sourceRowSchema = z.object({
  id: z.uuid(),
  kind: z.enum(['openapi', 'mcp']),
  name: z.string(),
  config: toolSourceConfigSchema,
  listedAt: z.date().nullable(),
  lastError: z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : toolErrorSchema.parse(JSON.parse(text)))),
  createdAt: z.date(),
  toolCount: z.number().int(),
  quarantinedCount: z.number().int(),
});
export type SourceRow = z.infer<typeof sourceRowSchema>;

const WITH_TOOLS = {
  tools: { where: { deletedAt: null }, select: { quarantinedAt: true } },
} satisfies Prisma.ToolSourceInclude;

function toSourceRow({ tools, ...source }: Prisma.ToolSourceGetPayload<{ include: typeof WITH_TOOLS }>): SourceRow {
  const quarantinedCount = tools.filter(({ quarantinedAt }) => quarantinedAt !== null).length;
  return sourceRowSchema.parse({ ...source, toolCount: tools.length, quarantinedCount });
}

/** A source of tools by id, or null. */
export async function findSource(id: string, prisma: PrismaRunner = getPrisma()): Promise<SourceRow | null> {
  const row = await prisma.toolSource.findUnique({ where: { id }, include: WITH_TOOLS });
  return row === null ? null : toSourceRow(row);
}

/** The same with its row locked until the commit. */
export async function findSourceForUpdate({ prisma, sql }: Transaction, id: string): Promise<SourceRow | null> {
  await lockRow(sql, 'tool_source', id);
  return findSource(id, prisma);
}

const relistedSchema = z.object({ relistMinutes: z.number().positive() });

/** MCP servers whose next listing was due before `now`; the last attempt counts, also a failed one. */
export async function findDueSources(now: Date): Promise<{ readonly id: string; readonly updatedAt: Date }[]> {
  const servers = await getPrisma().toolSource.findMany({
    where: { kind: 'mcp' },
    select: { id: true, config: true, updatedAt: true },
    orderBy: { updatedAt: 'asc' },
  });
  return servers.filter(({ config, updatedAt }) => {
    const { data } = relistedSchema.safeParse(config);
    return data !== undefined && updatedAt.getTime() <= now.getTime() - data.relistMinutes * 60_000;
  });
}

/** Claims the listing of a due source for this process: its time is updated once from the given value. */
export async function claimListing(
  due: { readonly id: string; readonly updatedAt: Date },
  now: Date,
): Promise<boolean> {
  const { id, updatedAt } = due;
  return (await getPrisma().toolSource.updateMany({ where: { id, updatedAt }, data: { updatedAt: now } })).count === 1;
}

/** All sources by name. */
export async function listSourceRows(): Promise<SourceRow[]> {
  const rows = await getPrisma().toolSource.findMany({ include: WITH_TOOLS, orderBy: { name: 'asc' } });
  return rows.map(toSourceRow);
}

/** Stores a new source; `listedAt` null: its tools were never listed. */
export async function insertSource(
  source: {
    readonly id: string;
    readonly name: string;
    readonly config: ToolSourceConfig;
    readonly listedAt: Date | null;
  },
  prisma: PrismaRunner,
): Promise<void> {
  const { id, name, config, listedAt } = source;
  await prisma.toolSource.create({
    data: { id, kind: config.kind, name, config, listedAt, updatedAt: new Date() },
    select: { id: true },
  });
}

/**
 * Changes a source. A changed connection makes a listing due at once: what was accepted came from the former server.
 */
export async function updateSource(
  id: string,
  { name, config }: { readonly name?: string | undefined; readonly config?: ToolSourceConfig | undefined },
  prisma: PrismaRunner,
): Promise<void> {
  await prisma.toolSource.update({
    where: { id },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(config === undefined ? { updatedAt: new Date() } : { config, updatedAt: new Date(0) }),
    },
    select: { id: true },
  });
}

/**
 * Records a listing. A successful one sets its time and clears the error; a failed one keeps the time of the last
 * success.
 */
export async function recordListing(
  id: string,
  outcome: { readonly listedAt: Date } | { readonly error: ToolError },
  prisma: PrismaRunner,
): Promise<void> {
  const data =
    'listedAt' in outcome
      ? { listedAt: outcome.listedAt, lastError: null }
      : { lastError: JSON.stringify(outcome.error) };
  // It may have been deleted while it was listed.
  await prisma.toolSource.updateMany({ where: { id }, data });
}

/** Deletes a source. Fails when it does not exist. */
export async function deleteSourceRow(id: string, prisma: PrismaRunner): Promise<void> {
  await prisma.toolSource.delete({ where: { id }, select: { id: true } });
}
