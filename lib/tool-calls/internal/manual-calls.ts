import 'server-only';
import { instanceId } from '@/lib/db/instance-id';
import { getLogger } from '@/lib/observability/logger';
import type { ToolCallState } from '@/lib/tool-calls/contracts';
import { executeCalls } from '@/lib/tool-calls/execute-calls';

declare global {
  var yikaManualCalls: Map<string, Promise<ToolCallState | null>> | undefined;
}

/**
 * Executes a manual call in the background of this process. Never throws: when the end cannot be stored, the recovery
 * handles the call.
 * @returns how it ended; null: that could not be stored
 */
export function startManualCall(callId: string): Promise<ToolCallState | null> {
  const running = (globalThis.yikaManualCalls ??= new Map<string, Promise<ToolCallState | null>>());
  const known = running.get(callId);
  // One that found nothing to claim may have looked before the call was approved.
  if (known !== undefined)
    return known.then((state) => (state === 'ready' || state === 'waiting_approval' ? startManualCall(callId) : state));
  const ended = executeCalls([callId], { instanceId: instanceId(), now: new Date() })
    .then(([state]) => state ?? null)
    .catch((error: unknown) => {
      getLogger().error({ err: error, callId }, 'a manual call could not be finished');
      return null;
    })
    .finally(() => running.delete(callId));
  running.set(callId, ended);
  return ended;
}
