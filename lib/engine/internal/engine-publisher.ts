import { notify } from '@/lib/db/listen';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import type { EngineRates } from '@/lib/engine/contracts';
import { assignPools } from '@/lib/engine/internal/engine-sql';
import { saveEngine, type EngineRecord } from '@/lib/engine/internal/engine-repository';

/** Admission and the composer's indicator listen to it; the payload is the engine's id. */
export const ENGINE_CHANNEL = 'engine';
/** Sent when engines were added, removed, or configured or pooled in another way. */
export const ENGINES_CHANNEL = 'engines';

/**
 * The row is written again at this interval even when nothing changed. This corrects a wrong row of another process.
 */
const REFRESH_ROW_MS = 15_000;

/** Writes the engine's row when what this process knows changed, and wakes admission when that matters to it. */
export class EnginePublisher {
  #record = '';
  #admission = '';
  #model = '';
  #savedAt = Number.NEGATIVE_INFINITY;

  /** Returns the rates that stand in the row, or null when there was nothing to write. */
  async publish(record: EngineRecord): Promise<EngineRates | null> {
    const { checkedAt: _checkedAt, engine, ...facts } = record;
    const { apiKey: _apiKey, ...shown } = engine;
    const { state, maxConcurrent, kvTokens, contextTokens, model } = record.engine;
    const content = JSON.stringify({ ...facts, ...shown });
    const admission = JSON.stringify([state, maxConcurrent, kvTokens, contextTokens, model, record.foreignSlots]);
    const now = performance.now();
    if (content === this.#record && now - this.#savedAt < REFRESH_ROW_MS) return null;
    const rates = await saveEngine(record);
    if (state === 'online' && model !== this.#model) await this.#takeModel(model);
    this.#record = content;
    this.#savedAt = now;
    if (admission !== this.#admission) await notify(sqlRunner(), ENGINE_CHANNEL, record.engine.id);
    this.#admission = admission;
    return rates;
  }

  /** An engine that has another model belongs to another pool. */
  async #takeModel(model: string): Promise<void> {
    if (await withTransaction(assignPools)) await notify(sqlRunner(), ENGINES_CHANNEL, '');
    this.#model = model;
  }
}
