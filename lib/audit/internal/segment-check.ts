import { z } from 'zod';
import type { SegmentRow } from '@/lib/audit/internal/audit-read-sql';
import { LOG_START, type ChainWalker } from '@/lib/audit/internal/chain-walker';
import type { StoredEvent } from '@/lib/audit/internal/stored-event';

/** What an `audit.sealed` event says of its segment. */
export const sealedDetailsSchema = z.object({ firstSeq: z.int(), lastSeq: z.int(), count: z.int(), prevHash: z.string(), lastHash: z.string() });
export type SealedDetails = z.infer<typeof sealedDetailsSchema>;

export function describeSegment(segment: SegmentRow): SealedDetails {
  const firstSeq = Number(segment.first_seq);
  const lastSeq = Number(segment.last_seq);
  return { firstSeq, lastSeq, count: lastSeq - firstSeq + 1, prevHash: segment.prev_hash.toString('hex'), lastHash: segment.last_hash.toString('hex') };
}

/** Holds sealed segments against each other, against the events in them, and against the events that say they were sealed. */
export class SegmentCheck {
  readonly #segments: readonly SegmentRow[];
  readonly #byFirst: ReadonlyMap<string, SegmentRow>;
  readonly #byLast: ReadonlyMap<string, SegmentRow>;
  readonly #attested = new Set<string>();
  readonly #walker: ChainWalker;

  constructor(segments: readonly SegmentRow[], walker: ChainWalker) {
    this.#segments = segments;
    this.#walker = walker;
    this.#byFirst = new Map(segments.map((segment) => [segment.first_seq, segment]));
    this.#byLast = new Map(segments.map((segment) => [segment.last_seq, segment]));
    this.#checkRow();
  }

  add(event: StoredEvent): void {
    const begun = this.#byFirst.get(event.seq);
    if (begun !== undefined && !begun.prev_hash.equals(event.prev_hash)) this.#note(begun);
    const ended = this.#byLast.get(event.seq);
    if (ended !== undefined && !ended.last_hash.equals(event.hash)) this.#note(ended);
    if (event.action === 'audit.sealed') this.#checkSealed(event);
  }

  /** Call after the last event. A segment that is still here must have the event of its sealing; an archived one may have taken it along. */
  finish(headSeq: number): void {
    for (const segment of this.#segments) {
      if (segment.archived_at === null && !this.#attested.has(segment.first_seq)) this.#note(segment);
      if (Number(segment.last_seq) > headSeq) this.#walker.note('cut-off', headSeq + 1, Number(segment.last_seq));
    }
  }

  /** Each begins where the one before ended, and archived ones come first. */
  #checkRow(): void {
    let next: { readonly seq: number; readonly prevHash: Buffer } = LOG_START;
    let mayBeArchived = true;
    for (const segment of this.#segments) {
      const isArchived = segment.archived_at !== null;
      if (Number(segment.first_seq) !== next.seq || !segment.prev_hash.equals(next.prevHash) || Number(segment.last_seq) < next.seq || (isArchived && !mayBeArchived)) this.#note(segment);
      mayBeArchived &&= isArchived;
      next = { seq: Number(segment.last_seq) + 1, prevHash: segment.last_hash };
    }
  }

  #checkSealed(event: StoredEvent): void {
    const said = sealedDetailsSchema.safeParse(parseJson(event.details));
    const segment = said.success ? this.#byFirst.get(String(said.data.firstSeq)) : undefined;
    const isSame = said.success && segment !== undefined && JSON.stringify(said.data) === JSON.stringify(describeSegment(segment));
    if (segment !== undefined) this.#attested.add(segment.first_seq);
    if (isSame) return;
    if (said.success) this.#walker.note('segment', said.data.firstSeq, said.data.lastSeq);
    else this.#walker.note('segment', Number(event.seq), Number(event.seq));
  }

  #note(segment: SegmentRow): void {
    this.#walker.note('segment', Number(segment.first_seq), Number(segment.last_seq));
  }
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // Text that is no JSON any more says nothing about a segment, which is noted.
    return null;
  }
}
