import 'server-only';
import type { MessagePart } from '@/lib/conversations/contracts';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';
import type { RunEvent } from '@/lib/runs/contracts';
import type { LiveRun, LiveRunListener, OutputPlace, RunEnd } from '@/lib/runs/internal/live-run';
import { toolChunks } from '@/lib/runs/internal/tool-chunks';

/**
 * Turns one run into the text of its event stream for one reader (see `runEventSchema`). Deltas that arrive before they
 * are taken are merged, so a slow reader gets fewer, larger events and never delays the run or keeps more than the
 * text.
 */
export class RunEventWriter implements LiveRunListener {
  /** Called when there is something to take, at most once until it is taken. */
  onReady: () => void = () => undefined;
  private readonly run: LiveRun;
  private ready = '';
  private pending: { part: number; kind: MessagePart['type']; offset: number; delta: string } | null = null;
  private openPart: number | null = null;
  private stateChanged = true;
  private announced = false;
  private readonly stopListening: () => void;
  ended = false;

  constructor(run: LiveRun, after: OutputPlace | null) {
    this.run = run;
    const { runId, conversationId, userMessageId, assistantMessageId } = run.identity;
    this.event({
      type: 'start',
      messageId: assistantMessageId,
      messageMetadata: { runId, conversationId, userMessageId },
    });
    this.catchUp(after ?? { part: 0, length: 0 });
    this.stopListening = run.listen(this);
    if (run.end !== null) this.onEnded(run.end);
  }

  close(): void {
    this.stopListening();
  }

  onAppended(part: number, kind: MessagePart['type'], offset: number, delta: string): void {
    if (this.pending?.part === part) this.pending.delta += delta;
    else {
      this.writePending();
      this.pending = { part, kind, offset, delta };
    }
    this.announce();
  }

  onTurnsIntoReasoning(part: number, durationMs: number): void {
    this.writePending();
    // It was opened as text and ends as text: a client of the AI SDK knows no such change.
    if (this.openPart === part) this.closePart();
    this.event({ type: 'data-reasoning', transient: true, data: { part, durationMs } });
    this.announce();
  }

  onStateChanged(): void {
    this.stateChanged = true;
    this.announce();
  }

  onCallChanged(call: ToolCallDto): void {
    this.writePending();
    this.writeCall(call);
    this.announce();
  }

  onEnded(end: RunEnd): void {
    this.writePending();
    this.closePart();
    this.event({ type: 'data-end', data: end });
    const isFailure = end.status === 'failed' || end.status === 'interrupted';
    if (isFailure && end.error !== null) this.event({ type: 'error', errorText: end.error.code });
    this.event({ type: 'finish', finishReason: finishReasonOf(end) });
    this.ready += 'data: [DONE]\n\n';
    this.stateChanged = false;
    this.ended = true;
    this.announce();
  }

  /** Everything not yet taken, or '' when there is nothing. */
  take(): string {
    this.announced = false;
    if (this.stateChanged && !this.ended) this.writeState();
    this.writePending();
    const text = this.ready;
    this.ready = '';
    return text;
  }

  private announce(): void {
    if (this.announced) return;
    this.announced = true;
    this.onReady();
  }

  private catchUp(after: OutputPlace): void {
    this.run.parts.forEach((part, index) => {
      // Its reader may know it as text from before it turned.
      if (part.type === 'reasoning' && (index < after.part || (index === after.part && after.length > 0))) {
        this.event({ type: 'data-reasoning', transient: true, data: { part: index, durationMs: part.durationMs } });
      }
      const from = index < after.part ? part.text.length : index === after.part ? after.length : 0;
      if (from < part.text.length) this.onAppended(index, part.type, from, part.text.slice(from));
      else if (part.type === 'tool') this.writeCall(this.run.call(part.text));
    });
  }

  private writeState(): void {
    this.stateChanged = false;
    const { status, phase, place } = this.run;
    this.event({ type: 'data-state', transient: true, data: { status, phase } });
    if (place !== null && (status === 'queued' || status === 'held'))
      this.event({ type: 'data-queue', transient: true, data: place });
  }

  private writePending(): void {
    const pending = this.pending;
    if (pending === null) return;
    this.pending = null;
    const { part, kind, offset, delta } = pending;
    const id = String(part);
    if (kind === 'tool') {
      this.closePart();
      const callId = this.run.parts[part]?.text ?? '';
      this.ready += `id: ${part}:${offset + delta.length}\n`;
      this.event({ type: 'data-tool', id: callId, transient: true, data: { part } });
      // A message of the AI SDK has its parts in the order of their chunks.
      this.writeCall(this.run.call(callId));
      return;
    }
    if (this.openPart !== part) {
      this.closePart();
      this.openPart = part;
      const begun = this.run.parts[part];
      if (begun?.type === 'reasoning') this.event({ type: 'reasoning-start', id, elapsedMs: begun.durationMs });
      else this.event({ type: 'text-start', id });
    }
    // Assembled by hand: this line runs for every delta of every reader.
    this.ready += `id: ${part}:${offset + delta.length}\ndata: {"type":"${kind}-delta","id":"${id}","delta":${JSON.stringify(delta)},"part":${part},"offset":${offset}}\n\n`;
  }

  private closePart(): void {
    if (this.openPart === null) return;
    const part = this.run.parts[this.openPart];
    const id = String(this.openPart);
    if (part?.type === 'reasoning') this.event({ type: 'reasoning-end', id, durationMs: part.durationMs });
    else this.event({ type: 'text-end', id });
    this.openPart = null;
  }

  private writeCall(call: ToolCallDto | undefined): void {
    if (call === undefined) return;
    this.event({ type: 'data-call', id: call.id, transient: true, data: call });
    for (const chunk of toolChunks(call)) this.event(chunk);
  }

  private event(value: RunEvent): void {
    this.ready += `data: ${JSON.stringify(value)}\n\n`;
  }
}

function finishReasonOf({ status }: RunEnd): 'stop' | 'error' | 'interrupted' {
  if (status === 'completed') return 'stop';
  return status === 'failed' ? 'error' : 'interrupted';
}
