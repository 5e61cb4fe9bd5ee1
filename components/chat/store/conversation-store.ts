import { createFrameBatch, type FrameClock } from '@/components/chat/stream/frame-batch';
import type { RunView } from '@/components/chat/stream/run-view';
import type { ConversationState } from '@/components/chat/store/conversation-state';

type Listener = () => void;

/**
 * The present state of one conversation, for React's `useSyncExternalStore`. There are two kinds of changes: those of
 * the conversation (messages, branch, unsent questions) notify at once, those of the text of one run once a frame, and
 * only the listeners of that run.
 */
export class ConversationStore {
  private current: ConversationState;
  private readonly runs = new Map<string, RunView>();
  private readonly stateListeners = new Set<Listener>();
  private readonly runListeners = new Map<string, Set<Listener>>();
  private readonly changedRuns = new Set<string>();
  private readonly batch;

  constructor(initial: ConversationState, clock: FrameClock) {
    this.current = initial;
    this.batch = createFrameBatch(() => this.notifyRuns(), clock);
  }

  get state(): ConversationState {
    return this.current;
  }

  readonly readState = (): ConversationState => this.current;

  /** The run that writes a message and is not settled yet; null: the message is complete. */
  readonly readRun = (messageId: string): RunView | null => this.runs.get(messageId) ?? null;

  /** Every run that is not settled. */
  get liveRuns(): readonly RunView[] {
    return [...this.runs.values()];
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  };

  readonly subscribeRun = (messageId: string, listener: Listener): (() => void) => {
    const listeners = this.runListeners.get(messageId) ?? new Set();
    this.runListeners.set(messageId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.runListeners.delete(messageId);
    };
  };

  setState(state: ConversationState): void {
    if (state === this.current) return;
    this.current = state;
    for (const listener of this.stateListeners) listener();
  }

  /** Stores a run's new view and notifies with the next frame; `setState` and `settle` do not wait for it. */
  setRun(run: RunView): void {
    if (this.runs.get(run.messageId) === run) return;
    this.runs.set(run.messageId, run);
    this.changedRuns.add(run.messageId);
    this.batch.request();
  }

  /** Removes a run and publishes the state with its text in the same moment. */
  settle(messageId: string, state: ConversationState): void {
    this.runs.delete(messageId);
    this.changedRuns.add(messageId);
    this.batch.request();
    this.setState(state);
    this.batch.now();
  }

  private notifyRuns(): void {
    const changed = [...this.changedRuns];
    this.changedRuns.clear();
    for (const messageId of changed) for (const listener of this.runListeners.get(messageId) ?? []) listener();
  }
}
