import 'server-only';
import type { MessagePart, RunPhase } from '@/lib/conversations/contracts';
import { estimateTokens } from '@/lib/engine/estimate-tokens';
import type { AnswerLease } from '@/lib/admission/contracts';
import type { LiveRun } from '@/lib/runs/internal/live-run';
import type { OutputPiece } from '@/lib/runs/internal/runs-sql';

/** Why an execution has to end early. lost: another process has the lease; shutdown: this process ends. */
export type AbortCause = 'stop' | 'lost' | 'shutdown';

/** A run that this process executes: the lease, the text on its way to the database, and the switch that ends it. */
export class Execution {
  readonly lease: AnswerLease;
  readonly live: LiveRun;
  readonly abort = new AbortController();
  abortCause: AbortCause | null = null;
  /** Estimated until the engine reports it at the end. */
  outputTokens = 0;
  /** Written in the steps before this one. */
  earlierOutputTokens = 0;
  firstTokenAt: Date | null = null;
  phase: RunPhase = 'prefill';
  private unsaved: (OutputPiece & { readonly epoch: number })[] = [];
  private thinkingSince: number | null = null;
  /** The part that this step's first text opened; null when that text continues an older one. */
  private ownTextPart: number | null = null;
  /** What comes next goes into a part of its own. */
  private opensPart = false;

  constructor(lease: AnswerLease, live: LiveRun) {
    this.lease = lease;
    this.live = live;
  }

  /** Ends the engine request (and later any tool) at once; the first cause counts. */
  stop(cause: AbortCause): void {
    this.abortCause ??= cause;
    this.abort.abort();
  }

  write(kind: 'text' | 'reasoning', delta: string, nowMs: number): void {
    this.firstTokenAt ??= new Date(nowMs);
    this.enter(kind === 'text' ? 'writing' : 'thinking', nowMs);
    const isNewAttempt = this.outputTokens === 0 && kind === 'reasoning';
    this.outputTokens += estimateTokens(delta);
    const { part, offset } = this.live.append(kind, delta, isNewAttempt || this.opensPart);
    this.opensPart = false;
    if (kind === 'text' && offset === 0) this.ownTextPart = part;
    const durationMs = this.thinkingSince === null ? 0 : nowMs - this.thinkingSince;
    if (kind === 'reasoning') this.live.setReasoningDuration(part, durationMs);
    const last = this.unsaved.at(-1);
    if (last?.part === part) {
      this.unsaved[this.unsaved.length - 1] = { ...last, text: last.text + delta, durationMs };
    } else {
      this.unsaved.push({ ...this.pieceOf(part), offset, kind, text: delta, durationMs });
    }
  }

  /**
   * The text of this step so far was reasoning. Stored as an empty piece at its end: the last kind of a part counts.
   * Text that an earlier step or attempt began stays what it is.
   */
  turnTextIntoReasoning(nowMs: number): void {
    const part = this.ownTextPart;
    const text = part === null ? undefined : this.live.parts[part];
    if (part === null || part !== this.live.parts.length - 1 || text?.type !== 'text') return;
    const durationMs = nowMs - (this.firstTokenAt?.getTime() ?? nowMs);
    this.live.turnIntoReasoning(part, durationMs);
    this.unsaved.push({ ...this.pieceOf(part), offset: text.text.length, kind: 'reasoning', text: '', durationMs });
    this.ownTextPart = null;
    this.opensPart = true;
  }

  private pieceOf(part: number): Pick<OutputPiece & { readonly epoch: number }, 'runId' | 'epoch' | 'part'> {
    return { runId: this.lease.runId, epoch: this.lease.epoch, part };
  }

  /**
   * Output that readers received but that the database does not have (it crashed, or another process held the lease
   * meanwhile): stored with the next flush, so that the stored output has no gap.
   */
  storeAgain(stored: readonly MessagePart[]): void {
    this.live.parts.forEach((part, index) => {
      const offset = stored[index]?.text.length ?? 0;
      if (offset >= part.text.length && (stored[index]?.type ?? part.type) === part.type) return;
      const durationMs = part.type === 'reasoning' ? part.durationMs : 0;
      this.unsaved.push({ ...this.pieceOf(index), offset, kind: part.type, text: part.text.slice(offset), durationMs });
    });
  }

  /** What is not stored yet; given back by `putBack` when storing failed. */
  takeUnsaved(): (OutputPiece & { readonly epoch: number })[] {
    const taken = this.unsaved;
    this.unsaved = [];
    return taken;
  }

  putBack(pieces: readonly (OutputPiece & { readonly epoch: number })[]): void {
    this.unsaved = [...pieces, ...this.unsaved];
  }

  private enter(phase: RunPhase, nowMs: number): void {
    if (phase === this.phase) return;
    if (phase === 'thinking') this.thinkingSince = nowMs;
    this.phase = phase;
    this.live.setState('running', phase);
  }
}

declare global {
  var yikaExecutions: Map<string, Execution> | undefined;
}

/** What this process executes now, by run id. */
export function executions(): Map<string, Execution> {
  globalThis.yikaExecutions ??= new Map();
  return globalThis.yikaExecutions;
}
