import type { RunView } from '@/components/chat/stream/run-view';
import type { MessageDto, RunError } from '@/lib/conversations/contracts';
import type { QueuePlace } from '@/lib/runs/contracts';

/** The stage of an answer as the page shows it. Each stage has its own text and its own next step. */
export type RunStage =
  | { readonly kind: 'finished' }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'held' }
  | { readonly kind: 'queued'; readonly place: QueuePlace | null }
  | { readonly kind: 'engine-offline' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'thinking' }
  | { readonly kind: 'writing' }
  | { readonly kind: 'tool' }
  /** Ended incomplete: with text that can be continued, or without any. */
  | {
      readonly kind: 'stopped' | 'failed' | 'interrupted' | 'cut';
      readonly error: RunError | null;
      readonly hasWords: boolean;
    };

function endedStage(run: NonNullable<MessageDto['run']>, hasWords: boolean): RunStage {
  const { status, error } = run;
  if (status === 'stopped' || status === 'failed' || status === 'interrupted') return { kind: status, error, hasWords };
  // Completed for the server, but the answer had reached its maximum length.
  if (error !== null) return { kind: 'cut', error, hasWords };
  return { kind: 'finished' };
}

function waitingStage(place: QueuePlace | null): RunStage {
  if (place?.reason === 'engine-offline') return { kind: 'engine-offline' };
  if (place?.reason === 'earlier-question') return { kind: 'held' };
  return { kind: 'queued', place };
}

/** The stage of an answer: from its active run, else from the stored message. */
export function runStage(message: MessageDto, run: RunView | null): RunStage {
  const stored = message.run;
  const hasWords = (run?.parts ?? message.parts).some((part) => part.text !== '');
  if (run === null) return stored === null ? { kind: 'finished' } : storedStage(stored, hasWords);
  if (run.isStopping) return { kind: 'stopping' };
  switch (run.status) {
    case 'held':
      return { kind: 'held' };
    case 'queued':
      return waitingStage(run.queue);
    case 'waiting_approval':
      return { kind: 'tool' };
    case 'running':
      if (run.phase === 'tool') return { kind: 'tool' };
      if (run.parts.length === 0)
        return run.phase === 'thinking'
          ? { kind: 'thinking' }
          : run.phase === 'writing'
            ? { kind: 'writing' }
            : { kind: 'reading' };
      return run.parts.at(-1)?.kind === 'reasoning' ? { kind: 'thinking' } : { kind: 'writing' };
    case 'completed':
    case 'stopped':
    case 'failed':
    case 'interrupted':
      return endedStage({ id: run.runId, status: run.status, error: run.error }, hasWords);
  }
}

/** The stage of a run that the server reports as unfinished, before this tab follows it. */
function storedStage(stored: NonNullable<MessageDto['run']>, hasWords: boolean): RunStage {
  if (stored.status === 'held') return { kind: 'held' };
  if (stored.status === 'queued') return { kind: 'queued', place: null };
  if (stored.status === 'waiting_approval') return { kind: 'tool' };
  if (stored.status === 'running') return { kind: hasWords ? 'writing' : 'reading' };
  return endedStage(stored, hasWords);
}

const ENDED = new Set<RunStage['kind']>(['finished', 'stopped', 'failed', 'interrupted', 'cut']);

/** Whether the answer changes no more by itself. */
export function isEnded(stage: RunStage): boolean {
  return ENDED.has(stage.kind);
}
