import type { z } from 'zod';
import type { SegmentRow } from '@/lib/audit/internal/audit-read-sql';
import { LOG_START, type ChainWalker } from '@/lib/audit/internal/chain-walker';
import {
  archivedDetailsSchema,
  describeArchived,
  describeSegment,
  isSame,
  parseDetails,
  sealedDetailsSchema,
  type SealedDetails,
} from '@/lib/audit/internal/segment-details';
import type { StoredEvent } from '@/lib/audit/internal/stored-event';

/**
 * How one kind of event speaks of segments, and the segments (by first place) of which the log still has such an event.
 */
interface Attestation {
  readonly schema: z.ZodType<SealedDetails>;
  readonly describe: (segment: SegmentRow) => SealedDetails | null;
  readonly attested: Set<string>;
}

/**
 * Compares sealed segments with each other, with the events in them, and with the events that say they were
 * sealed and archived.
 */
export class SegmentCheck {
  readonly #segments: readonly SegmentRow[];
  readonly #byFirst: ReadonlyMap<string, SegmentRow>;
  readonly #byLast: ReadonlyMap<string, SegmentRow>;
  readonly #sealed: Attestation = { schema: sealedDetailsSchema, describe: describeSegment, attested: new Set() };
  readonly #archived: Attestation = { schema: archivedDetailsSchema, describe: describeArchived, attested: new Set() };
  readonly #walker: ChainWalker;
  readonly #noted = new Set<string>();

  constructor(segments: readonly SegmentRow[], walker: ChainWalker) {
    this.#segments = segments;
    this.#walker = walker;
    this.#byFirst = new Map(segments.map((segment) => [segment.first_seq, segment]));
    this.#byLast = new Map(segments.map((segment) => [segment.last_seq, segment]));
    this.#checkRow();
  }

  add(event: StoredEvent): void {
    const begun = this.#byFirst.get(event.seq);
    if (begun !== undefined && !begun.prev_hash.equals(event.prev_hash)) this.#noteRow(begun);
    const ended = this.#byLast.get(event.seq);
    if (ended !== undefined && !ended.last_hash.equals(event.hash)) this.#noteRow(ended);
    if (event.action === 'audit.sealed') this.#checkAttested(event, this.#sealed);
    if (event.action === 'audit.archived') this.#checkAttested(event, this.#archived);
  }

  /**
   * Call after the last event. The events of a segment's sealing and archiving stand behind its end, so those of the
   * last archived one must be here, also when nothing else is; of earlier ones a later archive may have taken them
   * along.
   */
  finish(headSeq: number): void {
    const lastArchived = this.#segments.findLastIndex((segment) => segment.archived_at !== null);
    this.#expectAttested(this.#segments.slice(Math.max(lastArchived, 0)), this.#sealed);
    if (lastArchived !== -1) this.#expectAttested(this.#segments.slice(lastArchived, lastArchived + 1), this.#archived);
    for (const segment of this.#segments) {
      if (Number(segment.last_seq) > headSeq) this.#walker.note('cut-off', headSeq + 1, Number(segment.last_seq));
    }
  }

  /** Each begins where the one before ended, and archived ones come first. */
  #checkRow(): void {
    let next: { readonly seq: number; readonly prevHash: Buffer } = LOG_START;
    let mayBeArchived = true;
    for (const segment of this.#segments) {
      const isArchived = segment.archived_at !== null;
      if (
        Number(segment.first_seq) !== next.seq ||
        !segment.prev_hash.equals(next.prevHash) ||
        Number(segment.last_seq) < next.seq ||
        (isArchived && !mayBeArchived)
      )
        this.#noteRow(segment);
      mayBeArchived &&= isArchived;
      next = { seq: Number(segment.last_seq) + 1, prevHash: segment.last_hash };
    }
  }

  #checkAttested(event: StoredEvent, { schema, describe, attested }: Attestation): void {
    const said = parseDetails(schema, event.details);
    const segment = said === null ? undefined : this.#byFirst.get(String(said.firstSeq));
    if (segment !== undefined) attested.add(segment.first_seq);
    if (said === null) this.#note(Number(event.seq), Number(event.seq));
    else if (segment === undefined || !isSame(said, describe(segment))) this.#note(said.firstSeq, said.lastSeq);
  }

  #expectAttested(segments: readonly SegmentRow[], { attested }: Attestation): void {
    for (const segment of segments) if (!attested.has(segment.first_seq)) this.#noteRow(segment);
  }

  #noteRow(segment: SegmentRow): void {
    this.#note(Number(segment.first_seq), Number(segment.last_seq));
  }

  /** Once, however many reasons there are. */
  #note(fromSeq: number, toSeq: number): void {
    const place = `${fromSeq}-${toSeq}`;
    if (this.#noted.has(place)) return;
    this.#noted.add(place);
    this.#walker.note('segment', fromSeq, toSeq);
  }
}
