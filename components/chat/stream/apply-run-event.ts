import type { RunEvent } from '@/lib/runs/contracts';
import type { RunPart, RunView } from '@/components/chat/stream/run-view';
import { isTerminal } from '@/components/chat/stream/run-view';

/** `gap`: the event lies beyond what is known; the reader has to come back with its resume point. */
export interface AppliedEvent {
  readonly run: RunView;
  readonly gap: boolean;
}

type Delta = Extract<RunEvent, { type: 'text-delta' | 'reasoning-delta' }>;

function withPart(run: RunView, index: number, part: RunPart, id: string): RunView {
  const parts = run.parts.slice();
  parts[index] = part;
  const partIds = run.partIds.get(id) === index ? run.partIds : new Map(run.partIds).set(id, index);
  return { ...run, parts, partIds };
}

function applyDelta(run: RunView, event: Delta): AppliedEvent {
  const kind = event.type === 'text-delta' ? 'text' : 'reasoning';
  if (event.part > run.parts.length) return { run, gap: true };
  const known = run.parts[event.part];
  const text = known?.text ?? '';
  if (event.offset > text.length) return { run, gap: true };
  const fresh = event.delta.slice(text.length - event.offset);
  if (known !== undefined && fresh === '') return { run, gap: false };
  const grown = text + fresh;
  const part: RunPart =
    kind === 'text'
      ? { kind, text: grown }
      : { kind, text: grown, durationMs: known?.kind === 'reasoning' ? known.durationMs : null };
  return { run: withPart(run, event.part, part, event.id), gap: false };
}

function addToolPart(run: RunView, event: Extract<RunEvent, { type: 'data-tool' }>): AppliedEvent {
  const { part } = event.data;
  if (part > run.parts.length) return { run, gap: true };
  if (run.parts[part] !== undefined) return { run, gap: false };
  return { run: withPart(run, part, { kind: 'tool', text: event.id }, event.id), gap: false };
}

function turnIntoReasoning(run: RunView, event: Extract<RunEvent, { type: 'data-reasoning' }>): AppliedEvent {
  const { part: index, durationMs } = event.data;
  const part = run.parts[index];
  if (part?.kind !== 'text') return { run, gap: part === undefined };
  return { run: withPart(run, index, { kind: 'reasoning', text: part.text, durationMs }, String(index)), gap: false };
}

function endReasoning(run: RunView, id: string, durationMs: number): RunView {
  const index = run.partIds.get(id) ?? run.parts.findLastIndex((part) => part.kind === 'reasoning');
  const part = run.parts[index];
  if (part?.kind !== 'reasoning' || part.durationMs === durationMs) return run;
  return withPart(run, index, { ...part, durationMs }, id);
}

/**
 * The run after one event of its stream. Idempotent by (part, offset): what is known already is ignored, an overlap
 * adds only its new end, and a delta that lies beyond the known text changes nothing and reports a gap. After the
 * terminal state only missing text and changes of calls are applied. Events that change nothing return the same object.
 */
export function applyRunEvent(run: RunView, event: RunEvent): AppliedEvent {
  switch (event.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return applyDelta(run, event);
    case 'reasoning-end':
      return { run: endReasoning(run, event.id, event.durationMs), gap: false };
    case 'data-reasoning':
      return turnIntoReasoning(run, event);
    case 'data-tool':
      return addToolPart(run, event);
    case 'data-call':
      return { run: { ...run, calls: new Map(run.calls).set(event.id, event.data) }, gap: false };
    case 'data-queue':
      return { run: isTerminal(run.status) ? run : { ...run, queue: event.data }, gap: false };
    case 'data-state': {
      if (isTerminal(run.status)) return { run, gap: false };
      const waits = event.data.status === 'queued' || event.data.status === 'held';
      return {
        run: { ...run, status: event.data.status, phase: event.data.phase, queue: waits ? run.queue : null },
        gap: false,
      };
    }
    case 'data-end': {
      const { status, error, origin } = event.data;
      return {
        run: { ...run, status, error, origin: origin ?? run.origin, phase: null, queue: null, isStopping: false },
        gap: false,
      };
    }
    default:
      // Starts and ends of parts add nothing to the deltas, and the AI SDK's tool chunks nothing to `data-call`; parts
      // of a later version are ignored.
      return { run, gap: false };
  }
}
