import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { LATE, modelTextOfOpen } from '@/lib/tool-calls/internal/model-text';
import { selectModelCalls } from '@/lib/tool-calls/internal/sql/model-calls-sql';

export { shortenModelText } from '@/lib/tool-calls/internal/model-text';

/** A call as the model requested it, and the text of its result for the model. */
export interface ModelCall {
  readonly id: string;
  readonly messageId: string;
  readonly modelCallId: string;
  readonly toolName: string;
  readonly argumentsText: string;
  /** The text while the call waits for a decision or is being made. */
  readonly openText: string;
  /** The result between marks that say it is data, or the refusal or failure; null while the call is open. */
  readonly endText: string | null;
}

/** The calls that the model requested in these answers, by answer, step and place. */
export async function loadModelCalls(sql: SqlRunner, messageIds: readonly string[]): Promise<ModelCall[]> {
  if (messageIds.length === 0) return [];
  return (await selectModelCalls(sql, messageIds)).map(({ modelText, isLate, state, ...call }) => ({
    ...call,
    openText: modelTextOfOpen(call.toolName, state === 'ready' || state === 'running'),
    endText: modelText !== null && isLate ? `${LATE} ${modelText}` : modelText,
  }));
}
