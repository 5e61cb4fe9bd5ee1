import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { selectModelCalls, type ModelCall } from '@/lib/tools/internal/tools-calls-sql';

export { shortenModelText } from '@/lib/tools/internal/calls/model-text';
export type { ModelCall } from '@/lib/tools/internal/tools-calls-sql';

/**
 * What the model asked for in these answers and what it is told of each call, by answer, step and place. `modelText` is there for every settled
 * call: the result between marks that say it is data, or the refusal or failure; null for one that is still open.
 */
export function loadModelCalls(sql: SqlRunner, messageIds: readonly string[]): Promise<ModelCall[]> {
  return messageIds.length === 0 ? Promise.resolve([]) : selectModelCalls(sql, messageIds);
}
