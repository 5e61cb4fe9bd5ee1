import 'server-only';
import { subscribe } from '@/lib/db/listen';
import { instanceId } from '@/lib/db/instance-id';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import type { ToolCallState } from '@/lib/tools/contracts';
import { executeCalls } from '@/lib/tools/execute-calls';
import { findCall } from '@/lib/tools/internal/tools-calls-sql';

interface ManualCalls {
  readonly running: Map<string, { readonly abort: AbortController; readonly ended: Promise<ToolCallState | null> }>;
}

declare global {
  var yikaManualCalls: ManualCalls | undefined;
}

/**
 * Makes a call that a person made by hand, in this process and without anybody waiting for it. It ends early when its row says cancelled, whichever process
 * wrote that. Never throws: what cannot even be stored is left to the recovery.
 * @returns how it ended; null: that could not be stored
 */
export function startManualCall(callId: string): Promise<ToolCallState | null> {
  const { running } = manualCalls();
  const known = running.get(callId);
  if (known !== undefined) return known.ended;
  const abort = new AbortController();
  const ended = executeCalls([callId], { instanceId: instanceId(), signal: abort.signal, now: new Date() })
    .then(([state]) => state ?? null)
    .catch((error: unknown) => {
      getLogger().error({ err: error, callId }, 'a call made by hand could not be finished');
      return null;
    })
    .finally(() => running.delete(callId));
  running.set(callId, { abort, ended });
  return ended;
}

function manualCalls(): ManualCalls {
  const existing = globalThis.yikaManualCalls;
  if (existing !== undefined) return existing;
  const created: ManualCalls = { running: new Map() };
  globalThis.yikaManualCalls = created;
  subscribe('yika_tool_call', (payload) => {
    const callId = payload.split(' ')[0] ?? '';
    const call = created.running.get(callId);
    if (call !== undefined) void abortIfCancelled(callId, call.abort);
  });
  return created;
}

async function abortIfCancelled(callId: string, abort: AbortController): Promise<void> {
  try {
    if ((await findCall(sqlRunner(), callId))?.state === 'cancelled') abort.abort();
  } catch (error) {
    getLogger().warn({ err: error, callId }, 'could not look whether a call was cancelled');
  }
}
