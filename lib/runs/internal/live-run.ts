import 'server-only';
import type { MessageOrigin, MessagePart, RunError, RunPhase, RunStatus } from '@/lib/conversations/contracts';
import type { QueuePlace } from '@/lib/runs/contracts';
import { isOpenCall, type ToolCallDto } from '@/lib/tool-calls/contracts';

/** The immutable fields of a run. */
export interface RunIdentity {
  readonly runId: string;
  readonly personId: string;
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
}

export interface RunEnd {
  readonly status: RunStatus;
  readonly error: RunError | null;
  readonly origin: MessageOrigin | null;
}

/** A place in a run's output: a part of the message and UTF-16 units of it. */
export interface OutputPlace {
  readonly part: number;
  readonly length: number;
}

/** Called with every change, synchronously; must not throw. */
export interface LiveRunListener {
  onAppended(part: number, kind: MessagePart['type'], offset: number, delta: string): void;
  /** Just before a part of text turns into reasoning. */
  onTurnsIntoReasoning(part: number, durationMs: number): void;
  onStateChanged(): void;
  onCallChanged(call: ToolCallDto): void;
  onEnded(end: RunEnd): void;
}

/**
 * One run as this process sees it: its output so far, its state, and who listens. Fed by the executor when this process
 * holds the lease, else by the follower of remote runs that reads the stored stream. The text only ever grows, so a
 * place in it identifies an event for ever: that is what makes the stream idempotent.
 */
export class LiveRun {
  readonly identity: RunIdentity;
  /** True while this process executes the run; the follower of remote runs leaves it alone then. */
  isLocal = false;
  private readonly output: MessagePart[];
  private readonly toolCalls = new Map<string, ToolCallDto>();
  private readonly listeners = new Set<LiveRunListener>();
  private currentStatus: RunStatus;
  private currentPhase: RunPhase | null = null;
  private queuePlace: QueuePlace | null = null;
  private runEnd: RunEnd | null = null;

  constructor(identity: RunIdentity, status: RunStatus, parts: readonly MessagePart[] = []) {
    this.identity = identity;
    this.currentStatus = status;
    this.output = parts.map((part) => ({ ...part }));
  }

  get parts(): readonly MessagePart[] {
    return this.output;
  }

  get status(): RunStatus {
    return this.currentStatus;
  }

  get phase(): RunPhase | null {
    return this.currentPhase;
  }

  get place(): QueuePlace | null {
    return this.queuePlace;
  }

  get end(): RunEnd | null {
    return this.runEnd;
  }

  get isWatched(): boolean {
    return this.listeners.size > 0;
  }

  /** The end of the output so far. */
  get outputPlace(): OutputPlace {
    const last = this.output.at(-1);
    return last === undefined ? { part: 0, length: 0 } : { part: this.output.length - 1, length: last.text.length };
  }

  listen(listener: LiveRunListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Appends to the last part when it is of that kind and not `fresh`, else opens the next one. Returns where the text
   * went.
   */
  append(kind: MessagePart['type'], delta: string, fresh = false): { readonly part: number; readonly offset: number } {
    const newest = this.output.at(-1);
    const last = newest?.type === kind && !fresh ? newest : emptyPart(kind);
    if (last !== newest) this.output.push(last);
    const part = this.output.length - 1;
    const offset = last.text.length;
    last.text += delta;
    for (const listener of this.listeners) listener.onAppended(part, kind, offset, delta);
    return { part, offset };
  }

  /** How long the reasoning of a part took, milliseconds. */
  setReasoningDuration(part: number, durationMs: number): void {
    const target = this.output[part];
    if (target?.type === 'reasoning') target.durationMs = durationMs;
  }

  /** A part of text was reasoning: its text and its places stay. */
  turnIntoReasoning(part: number, durationMs: number): void {
    const text = this.output[part];
    if (text?.type !== 'text') return;
    for (const listener of this.listeners) listener.onTurnsIntoReasoning(part, durationMs);
    this.output[part] = { type: 'reasoning', text: text.text, durationMs };
  }

  /**
   * Merges a stored piece of output, also one that overlaps the known output; a piece beyond a gap is left for the next
   * read.
   */
  takeIn(piece: {
    readonly part: number;
    readonly offset: number;
    readonly kind: MessagePart['type'];
    readonly text: string;
    readonly durationMs: number;
  }): void {
    const known = this.output[piece.part];
    if (known === undefined) {
      if (piece.part !== this.output.length || piece.offset !== 0) return;
      this.append(piece.kind, piece.text, true);
    } else {
      const from = known.text.length - piece.offset;
      if (piece.kind === 'reasoning' && from >= 0) this.turnIntoReasoning(piece.part, piece.durationMs);
      if (from < 0 || from >= piece.text.length || piece.part !== this.output.length - 1) return;
      this.append(piece.kind === 'reasoning' ? 'reasoning' : known.type, piece.text.slice(from));
    }
    this.setReasoningDuration(piece.part, piece.durationMs);
  }

  /** Whether any of its calls of tools is known. */
  get hasCalls(): boolean {
    return this.toolCalls.size > 0;
  }

  /** A call of its answer as it was last read. */
  call(id: string): ToolCallDto | undefined {
    return this.toolCalls.get(id);
  }

  /** Reads of a call may overtake each other: one that has ended stays so. */
  setCall(call: ToolCallDto): void {
    const known = this.toolCalls.get(call.id);
    if (known !== undefined && !isOpenCall(known) && isOpenCall(call)) return;
    this.toolCalls.set(call.id, call);
    for (const listener of this.listeners) listener.onCallChanged(call);
  }

  setState(status: RunStatus, phase: RunPhase | null): void {
    if (status === this.currentStatus && phase === this.currentPhase) return;
    this.currentStatus = status;
    this.currentPhase = phase;
    if (status !== 'queued' && status !== 'held') this.queuePlace = null;
    for (const listener of this.listeners) listener.onStateChanged();
  }

  setPlace(place: QueuePlace): void {
    const old = this.queuePlace;
    if (
      old !== null &&
      old.position === place.position &&
      old.etaMs === place.etaMs &&
      old.etaUpToMs === place.etaUpToMs &&
      old.isOvertaken === place.isOvertaken &&
      old.isMeasured === place.isMeasured &&
      old.reason === place.reason
    )
      return;
    this.queuePlace = place;
    for (const listener of this.listeners) listener.onStateChanged();
  }

  /** The terminal state; published once. */
  finish(end: RunEnd): void {
    if (this.runEnd !== null) return;
    this.runEnd = end;
    this.currentStatus = end.status;
    this.currentPhase = null;
    for (const listener of this.listeners) listener.onEnded(end);
    this.listeners.clear();
  }
}

function emptyPart(kind: MessagePart['type']): MessagePart {
  return kind === 'reasoning' ? { type: 'reasoning', text: '', durationMs: 0 } : { type: kind, text: '' };
}
