import type { AuditFinding } from '@/lib/audit/contracts';
import { FIRST_PREV_HASH, hashEvent, type StoredEvent } from '@/lib/audit/internal/stored-event';

/** Where a part of the log begins: the place of its first event, and the hash of the one before. */
export interface ChainStart {
  readonly seq: number;
  readonly prevHash: Buffer;
}

export const LOG_START: ChainStart = { seq: 1, prevHash: FIRST_PREV_HASH };

/** Findings that are reported; neighbours of a kind are one. */
const MAX_FINDINGS = 200;
/** How far from its place an event that does not fit is looked for, and for how many such events. */
const LOOK_AROUND = 1_000;
const MAX_SEARCHES = 50;

/** Events that all stand the same number of places from where they were written. */
interface MovedRun {
  readonly fromSeq: number;
  toSeq: number;
  readonly offset: number;
}

/**
 * Follows the chain event by event, in order of `seq`, and notes what does not fit. Keeps one event in memory at a
 * time, so a log of any length is checked in the same memory. Pure: rows come from a table or from a file.
 */
export class ChainWalker {
  readonly findings: AuditFinding[] = [];
  checked = 0;
  isCut = false;
  #expectedSeq: number;
  /** Null after something that did not fit: what follows cannot be compared with it. */
  #lastHash: Buffer | null;
  #moved: MovedRun | undefined;
  #searches = 0;

  constructor(start: ChainStart) {
    this.#expectedSeq = start.seq;
    this.#lastHash = start.prevHash;
  }

  /** Place and hash of the last event; those of the start when there was none. */
  get last(): { readonly seq: number; readonly hash: Buffer | null } {
    return { seq: this.#expectedSeq - 1, hash: this.#lastHash };
  }

  add(event: StoredEvent): void {
    const seq = Number(event.seq);
    this.checked += 1;
    if (seq < this.#expectedSeq) {
      this.note('inserted', seq, seq);
      return;
    }
    const isNext = seq === this.#expectedSeq;
    if (!isNext) this.note('missing', this.#expectedSeq, seq - 1);
    const isWhole = hashEvent(event).equals(event.hash);
    const trueSeq = isWhole ? seq : this.#findTrueSeq(event, seq);
    if (trueSeq === null) this.note('changed', seq, seq);
    this.#follow(seq, trueSeq ?? seq);
    const isMoved = trueSeq !== null && trueSeq !== seq;
    if (isNext && !isMoved && this.#lastHash !== null && !event.prev_hash.equals(this.#lastHash))
      this.note('unlinked', Math.max(seq - 1, 1), seq);
    this.#expectedSeq = seq + 1;
    this.#lastHash = isMoved ? null : event.hash;
  }

  /** Call after the last event. */
  finish(): void {
    this.#endMoved(true);
  }

  note(kind: AuditFinding['kind'], fromSeq: number, toSeq: number): void {
    const previous = this.findings.at(-1);
    if (previous?.kind === kind && (kind === 'changed' || kind === 'inserted') && previous.toSeq + 1 === fromSeq) {
      this.findings[this.findings.length - 1] = { ...previous, toSeq };
    } else if (this.findings.length < MAX_FINDINGS) {
      this.findings.push({ kind, fromSeq, toSeq });
    } else {
      this.isCut = true;
    }
  }

  /** The place for which the event's hash was made, if that is another one nearby. */
  #findTrueSeq(event: StoredEvent, seq: number): number | null {
    const fits = (candidate: number): boolean =>
      candidate > 0 && hashEvent(event, String(candidate)).equals(event.hash);
    if (this.#moved !== undefined && fits(seq - this.#moved.offset)) return seq - this.#moved.offset;
    if (this.#searches >= MAX_SEARCHES) return null;
    this.#searches += 1;
    for (let distance = 1; distance <= LOOK_AROUND; distance += 1) {
      for (const candidate of [seq - distance, seq + distance]) if (fits(candidate)) return candidate;
    }
    return null;
  }

  #follow(seq: number, trueSeq: number): void {
    const offset = seq - trueSeq;
    if (this.#moved?.offset === offset) {
      this.#moved.toSeq = seq;
      return;
    }
    this.#endMoved(false);
    if (offset !== 0) this.#moved = { fromSeq: seq, toSeq: seq, offset };
  }

  /**
   * All up to the end moved on: something was put in before them. All moved up: something was taken out. Else they
   * changed places.
   */
  #endMoved(isEnd: boolean): void {
    const run = this.#moved;
    if (run === undefined) return;
    this.#moved = undefined;
    if (!isEnd) this.note('reordered', run.fromSeq, run.toSeq);
    else if (run.offset > 0) this.note('inserted', run.fromSeq - run.offset, run.fromSeq - 1);
    else this.note('missing', run.fromSeq, run.fromSeq - run.offset - 1);
  }
}
