import type { MessagePart, RunPhase, RunStatus, StoredPart } from '@/lib/conversations/contracts';
import type { RunPart, RunView } from '@/components/chat/stream/run-view';

/** The identity of a run and the known part of its answer. */
export interface RunStart {
  readonly runId: string;
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly messageId: string;
  readonly status: RunStatus;
  readonly phase: RunPhase | null;
  /** Parts stored so far; a continuation goes on behind them. */
  readonly parts: readonly StoredPart[];
}

/** Stored parts as a run has them. Reasoning that stands last may go on, so its duration is still open. */
function asRunParts(parts: readonly StoredPart[]): RunPart[] {
  return parts.flatMap((part, index): RunPart[] => {
    if (part.type === 'file') return [];
    if (part.type !== 'reasoning') return [{ kind: part.type, text: part.text }];
    return [{ kind: 'reasoning', text: part.text, durationMs: index === parts.length - 1 ? null : part.durationMs }];
  });
}

/** The view of a run before its first event. */
export function startRunView(start: RunStart): RunView {
  return {
    runId: start.runId,
    conversationId: start.conversationId,
    userMessageId: start.userMessageId,
    messageId: start.messageId,
    status: start.status,
    phase: start.phase,
    queue: null,
    parts: asRunParts(start.parts),
    calls: new Map(),
    error: null,
    origin: null,
    connection: 'live',
    thinkingSinceMs: null,
    isStopping: false,
    partIds: new Map(),
  };
}

/** The parts of a run in the form messages have, for when it has ended. Reasoning that never ended counts as 0 ms. */
export function messagePartsOf(run: RunView): MessagePart[] {
  return run.parts.map((part) =>
    part.kind === 'reasoning'
      ? { type: 'reasoning', text: part.text, durationMs: part.durationMs ?? 0 }
      : { type: part.kind, text: part.text },
  );
}
