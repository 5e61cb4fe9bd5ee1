import 'server-only';
import { z } from 'zod';
import type { AuditReport } from '@/lib/audit/contracts';
import {
  beginReading,
  readHeads,
  readLog,
  readSegments,
  type HeadRow,
  type SegmentRow,
} from '@/lib/audit/internal/audit-read-sql';
import { ChainWalker, LOG_START, type ChainStart } from '@/lib/audit/internal/chain-walker';
import { SegmentCheck } from '@/lib/audit/internal/segment-check';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';

export interface VerifyOptions {
  /** Called after each batch with how many of `total` events were checked. */
  readonly onProgress?: (checked: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** A place and hash (hexadecimal) that were noted down earlier, outside of this database. */
  readonly expected?: ExpectedEvent;
}

interface ExpectedEvent {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Computes every hash of the log again and compares: events with each other, with the note about the newest one, and
 * with the sealed segments, which must have the events of their sealing and archiving. Works while others append; reads
 * in batches, so memory does not grow with the log. What it cannot see: a log rewritten to its end by somebody who may
 * change everything (`expected` is against that), and whether anybody still has the files of archives.
 */
export async function verifyLog(options: VerifyOptions = {}): Promise<AuditReport> {
  return withTransaction(async (sql) => {
    await beginReading(sql);
    const heads = await readHeads(sql);
    const segments = await readSegments(sql);
    const start = startOf(segments);
    const headSeq = Number(heads[0]?.seq ?? 0);
    const { expected } = options;
    const walker = new ChainWalker(start);
    const segmentCheck = new SegmentCheck(segments, walker);
    const found = await walk(sql, walker, segmentCheck, options, headSeq - start.seq + 1);
    walker.finish();
    checkEnd(walker, heads);
    segmentCheck.finish(headSeq);
    if (expected !== undefined && !found) checkExpected(walker, segments, expected);
    return {
      checked: walker.checked,
      firstSeq: start.seq,
      head: { seq: headSeq, hash: heads[0]?.hash.toString('hex') ?? '' },
      findings: [...walker.findings].sort((left, right) => left.fromSeq - right.fromSeq),
      isCut: walker.isCut,
    };
  });
}

/** @returns whether the expected event was met, with the expected hash */
async function walk(
  sql: SqlRunner,
  walker: ChainWalker,
  segmentCheck: SegmentCheck,
  { onProgress, signal, expected }: VerifyOptions,
  total: number,
): Promise<boolean> {
  let isExpectedThere = false;
  for await (const events of readLog(sql)) {
    signal?.throwIfAborted();
    for (const event of events) {
      walker.add(event);
      segmentCheck.add(event);
      isExpectedThere ||= isExpected(expected, event.seq, event.hash);
    }
    onProgress?.(walker.checked, Math.max(total, walker.checked));
  }
  return isExpectedThere;
}

function isExpected(expected: VerifyOptions['expected'], seq: string, hash: Buffer): boolean {
  return expected?.seq === Number(seq) && expected.hash === hash.toString('hex');
}

/** What is in the log begins where the last archived segment ended. */
function startOf(segments: readonly SegmentRow[]): ChainStart {
  const archived = segments.findLast((segment) => segment.archived_at !== null);
  return archived === undefined ? LOG_START : { seq: Number(archived.last_seq) + 1, prevHash: archived.last_hash };
}

function checkEnd(walker: ChainWalker, heads: readonly HeadRow[]): void {
  const { seq, hash } = walker.last;
  const [head] = heads;
  const headSeq = Number(head?.seq ?? 0);
  if (head === undefined || heads.length > 1) walker.note('head', seq, seq);
  else if (headSeq > seq) walker.note('cut-off', seq + 1, headSeq);
  else if (headSeq < seq) walker.note('inserted', headSeq + 1, seq);
  else if (hash !== null && !hash.equals(head.hash)) walker.note('head', seq, seq);
}

/** For an event that is not in the log: of archived ones, those at the end of a segment are known. */
function checkExpected(walker: ChainWalker, segments: readonly SegmentRow[], expected: ExpectedEvent): void {
  if (segments.some((segment) => isExpected(expected, segment.last_seq, segment.last_hash))) return;
  const isInside = segments.some(
    (segment) =>
      segment.archived_at !== null &&
      Number(segment.first_seq) <= expected.seq &&
      expected.seq < Number(segment.last_seq),
  );
  if (!isInside) walker.note('expected', expected.seq, expected.seq);
  // A log that does not fit is reported as such; its reader is not sent to an archive that may never have existed.
  else if (walker.findings.length === 0)
    throw new AppError({
      kind: 'invalid',
      code: 'audit-expected-archived',
      detail: `Event ${expected.seq} is in an archive`,
      values: { seq: expected.seq },
    });
}

/** Reads `<seq>:<hash>` as `audit:verify` prints it. */
export const expectedHeadSchema = z
  .string()
  .regex(/^\d+:[0-9a-f]{64}$/)
  .transform((text) => {
    const [seq = '', hash = ''] = text.split(':');
    return { seq: Number(seq), hash };
  });
