import 'server-only';
import { SYSTEM_ACTOR, type AuditEntry } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { inTransaction, type Transaction } from '@/lib/db/in-transaction';
import { lockName } from '@/lib/db/locks-sql';
import type { StoredTool } from '@/lib/tools/contracts';
import { isSampleAddress, ordersAddress } from '@/lib/tools/internal/builtin/addresses';
import { describeChange, describeTool, describeUpdate, toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { builtinSeeds, orderSeeds, type SeedTool } from '@/lib/tools/internal/seed/seed-tool';
import { callFingerprint, toolFingerprint } from '@/lib/tools/tool-fingerprint';
import type { CarryOpenCalls } from '@/lib/tools/open-calls';
import { insertTool, updateTool } from '@/lib/tools/internal/catalogue-sql';
import { insertRoleGrant, readSeeded, writeSeeded } from '@/lib/tools/internal/seeds-repository';
import { listCatalogueForUpdate, takenNames } from '@/lib/tools/internal/tools-repository';

/**
 * Adds the built-in tools and the sample order tools, each once in the life of an installation: what an admin renamed,
 * changed, disabled or deleted stays so. The parts that belong to Yika or the operator are updated at every start: the
 * descriptions of built-in tools for the model, and the addresses of the weather service and the sample orders.
 */
export async function seedTools(carryOpenCalls: CarryOpenCalls): Promise<void> {
  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    await lockName(sql, 'yika:seed-tools');
    const seeded = await readSeeded(prisma);
    const base = ordersAddress() ?? null;
    const seeds = [...builtinSeeds(), ...(base === null ? [] : orderSeeds(base))];
    const events = [
      ...(await insertMissing(transaction, seeds, new Set(seeded.names))),
      ...(await keepInStep(transaction, seeds, seeded.ordersBase, base, carryOpenCalls)),
    ];
    const names = [...new Set([...seeded.names, ...seeds.map(({ tool }) => tool.name)])];
    await writeSeeded({ names, ordersBase: base ?? seeded.ordersBase }, prisma);
    await recordEvents(sql, events);
  });
}

async function insertMissing(
  { prisma, sql }: Transaction,
  seeds: readonly SeedTool[],
  seeded: ReadonlySet<string>,
): Promise<AuditEntry[]> {
  const taken = await takenNames(prisma);
  const events: AuditEntry[] = [];
  for (const { tool, grants } of seeds) {
    // A name that an admin already uses stays theirs.
    if (seeded.has(tool.name) || taken.has(tool.name)) continue;
    await insertTool(sql, tool);
    for (const [role, effect] of Object.entries(grants)) await insertRoleGrant(tool.id, role, effect, prisma);
    events.push(toolEvent('tool.created', SYSTEM_ACTOR, tool, { ...describeTool(tool), grants }));
  }
  return events;
}

async function keepInStep(
  transaction: Transaction,
  seeds: readonly SeedTool[],
  oldBase: string | null,
  newBase: string | null,
  carryOpenCalls: CarryOpenCalls,
): Promise<AuditEntry[]> {
  const builtins = new Map(
    seeds.flatMap(({ tool }) => (tool.definition.kind === 'builtin' ? [[tool.definition.builtin, tool] as const] : [])),
  );
  const events: AuditEntry[] = [];
  for (const before of await listCatalogueForUpdate(transaction)) {
    const after = renewed(before, builtins) ?? moved(before, oldBase, newBase);
    if (after === null) continue;
    const changes = describeChange(before, after);
    if (Object.keys(changes).length === 0 && before.isSample === after.isSample) continue;
    await updateTool(transaction.sql, after);
    // The sample API gets another port at each restart, and calls that wait for a decision stay valid; but never when
    // samples are replaced by a real service.
    if (before.isSample && after.isSample && before.fingerprint === after.fingerprint)
      await carryOpenCalls(transaction, after.id, {
        before: callFingerprint(before),
        after: callFingerprint(after),
      });
    events.push(toolEvent('tool.changed', SYSTEM_ACTOR, after, describeUpdate(before, after, changes)));
  }
  return events;
}

/**
 * A built-in tool as this version of Yika describes it; name, title, approval and grants stay as the admin set them.
 */
function renewed(before: StoredTool, builtins: ReadonlyMap<string, StoredTool>): StoredTool | null {
  const current = before.definition.kind === 'builtin' ? builtins.get(before.definition.builtin) : undefined;
  if (current === undefined) return null;
  const { description, inputSchema, hosts, intranetHosts, isSample } = current;
  return {
    ...before,
    description,
    inputSchema,
    hosts,
    intranetHosts,
    isSample,
    fingerprint: toolFingerprint({ name: before.name, description, inputSchema }),
  };
}

/** A sample tool that still has the address of the last start: the sample API gets another port each time. */
function moved(before: StoredTool, oldBase: string | null, newBase: string | null): StoredTool | null {
  const { definition } = before;
  if (
    definition.kind !== 'http' ||
    oldBase === null ||
    newBase === null ||
    oldBase === newBase ||
    !definition.url.startsWith(`${oldBase}/`)
  )
    return null;
  const [oldHost, newHost] = [new URL(oldBase).host, new URL(newBase).host];
  const swap = (hosts: readonly string[]): string[] => hosts.map((host) => (host === oldHost ? newHost : host));
  return {
    ...before,
    hosts: swap(before.hosts),
    intranetHosts: swap(before.intranetHosts),
    isSample: isSampleAddress('ORDERS_URL'),
    definition: { ...definition, url: `${newBase}${definition.url.slice(oldBase.length)}` },
  };
}
