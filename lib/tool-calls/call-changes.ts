import 'server-only';
import { subscribe } from '@/lib/db/listen';
import { toolCallStateSchema, type ToolCallState } from '@/lib/tool-calls/contracts';

/** The trigger on tool_call sends "<call id> <state> <run id or nothing>". */
const CHANNEL = 'yika_tool_call';

export interface CallChange {
  readonly callId: string;
  readonly state: ToolCallState;
  readonly runId: string | null;
}

/**
 * Calls `handler` after every change of a call that any process commits. Notifications can be lost: see `subscribe`.
 * @returns the function that ends it
 */
export function onCallChange(handler: (change: CallChange) => void): () => void {
  return subscribe(CHANNEL, (payload) => {
    const [callId = '', state = '', runId = ''] = payload.split(' ');
    const known = toolCallStateSchema.safeParse(state);
    if (known.success) handler({ callId, state: known.data, runId: runId === '' ? null : runId });
  });
}
