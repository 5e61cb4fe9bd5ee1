import { getPrisma } from '@/lib/db/prisma';
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

/** Writes the row; the last writer wins. Rates are measured by others: they are left alone and returned. */
export async function saveEngine(record: EngineRecord): Promise<EngineRates> {
  const { engine } = record;
  const values = {
    label: engine.model,
    baseUrl: engine.baseUrl,
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
  const row = await getPrisma().engine.upsert({
    where: { id: engine.id },
    create: { id: engine.id, ...values },
    update: values,
    select: { rates: true },
  });
  return engineRatesSchema.safeParse(row.rates).data ?? {};
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
