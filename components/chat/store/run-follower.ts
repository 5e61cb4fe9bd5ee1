import { applyRunEvent, type AppliedEvent } from '@/components/chat/stream/apply-run-event';
import { readRunStream, type RunStreamOutcome } from '@/components/chat/stream/read-run-stream';
import { resumePoint, type RunView } from '@/components/chat/stream/run-view';
import { startRunView } from '@/components/chat/stream/start-run-view';
import type { RunEvent } from '@/lib/runs/contracts';
import { addAnswer, settleRun } from '@/components/chat/store/conversation-state';
import type { ConversationStore } from '@/components/chat/store/conversation-store';
import type { ChatServer } from '@/components/chat/store/run-api';

type StartEvent = Extract<RunEvent, { type: 'start' }>;

/** How a stream is opened. */
export interface StreamSource {
  /** The open answer of a POST, or null to follow a run that is known. */
  readonly first: Response | null;
  /** Repeats the POST, for a connection that broke before the run's id arrived. */
  readonly repeat: ((signal: AbortSignal) => Promise<Response>) | null;
  /** The run, where it is known before the stream says so. */
  readonly run: Pick<RunView, 'runId' | 'messageId'> | null;
  /** Show the answer as soon as it exists (another version was asked for). */
  readonly show: boolean;
}

export interface FollowerTools {
  readonly store: ConversationStore;
  readonly server: ChatServer;
  readonly pause: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
  /** The stream named its run. */
  readonly onStart: (run: RunView) => void;
  /**
   * Whether to close the stream of a follow-up that has to wait: browsers open only six connections to a plain HTTP
   * server.
   */
  readonly releasesHeld: () => boolean;
}

function enterRun(store: ConversationStore, event: StartEvent, show: boolean, now: Date): RunView {
  const { runId, conversationId, userMessageId } = event.messageMetadata;
  const { messageId } = event;
  const known = store.readRun(messageId);
  if (known?.runId === runId) return known;
  const stored = store.state.tree.byId.get(messageId);
  const run = startRunView({
    runId,
    conversationId,
    userMessageId,
    messageId,
    status: 'queued',
    phase: null,
    parts: stored?.parts ?? [],
  });
  store.setRun(run);
  store.setState(addAnswer({ ...store.state, isStored: true }, run, show, now));
  return run;
}

/** Notes when thinking began, by this device's clock. */
function withThinkingTime(event: RunEvent, applied: AppliedEvent, now: Date): AppliedEvent {
  if (event.type !== 'reasoning-start') return applied;
  return { ...applied, run: { ...applied.run, thinkingSinceMs: now.getTime() - event.elapsedMs } };
}

/** Follows one stream into the store until the run has ended, is held, refused, or nobody reads (`signal`). */
export async function followRun(
  source: StreamSource,
  tools: FollowerTools,
  signal: AbortSignal,
): Promise<RunStreamOutcome> {
  const { store, server } = tools;
  const followed: { messageId: string | null } = { messageId: source.run?.messageId ?? null };
  const view = () => (followed.messageId === null ? null : store.readRun(followed.messageId));
  const held = new AbortController();
  const reading = AbortSignal.any([signal, held.signal]);

  const take = (event: RunEvent): { gap: boolean } => {
    if (event.type === 'start') {
      const run = enterRun(store, event, source.show, tools.now());
      followed.messageId = run.messageId;
      tools.onStart(run);
      return { gap: false };
    }
    const run = view();
    if (run === null) return { gap: false };
    const applied = withThinkingTime(event, applyRunEvent(run, event), tools.now());
    store.setRun(applied.run);
    if (event.type === 'data-end') store.settle(run.messageId, settleRun(store.state, applied.run));
    else if (applied.run.status === 'held' && tools.releasesHeld()) held.abort();
    return applied;
  };

  return readRunStream({
    ...(source.first === null ? {} : { first: source.first }),
    connect: (after, attemptSignal) => {
      const runId = view()?.runId ?? source.run?.runId ?? null;
      if (runId !== null) return server.follow(runId, after, attemptSignal);
      if (source.repeat === null) throw new TypeError('nothing to connect to');
      return source.repeat(attemptSignal);
    },
    resumePoint: () => {
      const run = view();
      return run === null ? null : resumePoint(run);
    },
    onEvent: take,
    onConnection: (connection) => {
      const run = view();
      if (run !== null && run.connection !== connection) store.setRun({ ...run, connection });
    },
    pause: tools.pause,
    signal: reading,
  });
}
