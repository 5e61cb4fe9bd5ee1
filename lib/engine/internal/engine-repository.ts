import { getPrisma } from '@/lib/db/prisma';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import {
  engineCapabilitiesSchema,
  engineRatesSchema,
  type EngineCapabilities,
  type EngineRates,
} from '@/lib/engine/contracts';
import type { ConnectedEngine } from '@/lib/engine/connected-engine';
import type { Capacity } from '@/lib/engine/internal/resolve-capacity';

/** What one process knows of the engine, as the row that admission reads. */
export interface EngineRecord {
  readonly engine: ConnectedEngine;
  readonly capabilities: EngineCapabilities | null;
  readonly capacitySource: Capacity['source'];
  readonly foreignSlots: number;
  readonly failures: number;
  readonly retryAt: Date | null;
  readonly lastError: string | null;
  readonly checkedAt: Date;
}

/**
 * Writes what is known of the engine now; the last writer wins. Rates are measured by others: they are left alone and
 * returned. Null: an admin removed the engine. What an admin configures is never written here.
 */
export async function saveEngine(record: EngineRecord): Promise<EngineRates | null> {
  const { engine } = record;
  const values = {
    model: engine.model,
    isDemo: engine.isDemo,
    ...(record.capabilities === null ? {} : { capabilities: record.capabilities }),
    maxConcurrent: engine.maxConcurrent,
    kvTokens: engine.kvTokens,
    contextTokens: engine.contextTokens,
    capacitySource: record.capacitySource,
    state: engine.state,
    foreignSlots: record.foreignSlots,
    failures: record.failures,
    retryAt: record.retryAt,
    lastError: record.lastError,
    checkedAt: record.checkedAt,
  };
  const { id, model: label, baseUrl } = engine;
  const prisma = getPrisma();
  if (id === DEFAULT_ENGINE) {
    const own = { ...values, label, baseUrl };
    const row = await prisma.engine.upsert({
      where: { id },
      create: { id, ...own },
      update: own,
      select: { rates: true },
    });
    return engineRatesSchema.safeParse(row.rates).data ?? {};
  }
  const [row] = await prisma.engine.updateManyAndReturn({ where: { id }, data: values, select: { rates: true } });
  return row === undefined ? null : (engineRatesSchema.safeParse(row.rates).data ?? {});
}

/** The capabilities that another process of ours found a moment ago for the same engine; null when none are fresh. */
export async function findFreshCapabilities(
  baseUrl: string,
  model: string,
  since: Date,
): Promise<EngineCapabilities | null> {
  const row = await getPrisma().engine.findFirst({
    where: { baseUrl, model, state: 'online', checkedAt: { gte: since } },
    select: { capabilities: true },
  });
  return engineCapabilitiesSchema.safeParse(row?.capabilities).data ?? null;
}

/** What admins configured of the engines beside the default one. */
export async function findEngineRows() {
  return getPrisma().engine.findMany({
    where: { id: { not: DEFAULT_ENGINE } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
}
export type EngineRow = Awaited<ReturnType<typeof findEngineRows>>[number];
