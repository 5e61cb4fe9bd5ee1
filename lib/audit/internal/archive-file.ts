import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { AuditFinding } from '@/lib/audit/contracts';
import { ChainWalker } from '@/lib/audit/internal/chain-walker';
import { sealedDetailsSchema, type SealedDetails } from '@/lib/audit/internal/segment-details';
import type { StoredEvent } from '@/lib/audit/internal/stored-event';
import { splitLines } from '@/lib/text/split-lines';
import { syncToDisk } from '@/lib/db/sync-to-disk';

const FORMAT = 1;

const headerSchema = sealedDetailsSchema.extend({ yikaAudit: z.literal(FORMAT) });

const hex = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => Buffer.from(text, 'hex'));
const text = z.string().nullable();
const lineSchema = z.strictObject({
  seq: z.string(),
  at: z.string(),
  action: z.string(),
  outcome: z.string(),
  actor_id: text,
  actor_name: z.string(),
  address: text,
  target_kind: text,
  target_id: text,
  tool_name: text,
  conversation_id: text,
  run_id: text,
  call_id: text,
  details: z.string(),
  prev_hash: hex,
  hash: hex,
});

/**
 * Writes a segment: a line that says what it is, then every event as JSON with its hashes. Fails when the file exists;
 * on disk when it resolves.
 */
export async function writeArchive(
  file: string,
  segment: SealedDetails,
  batches: AsyncIterable<readonly StoredEvent[]>,
): Promise<void> {
  const lines = async function* (): AsyncGenerator<string> {
    yield `${JSON.stringify({ yikaAudit: FORMAT, ...segment })}\n`;
    for await (const events of batches)
      yield events
        .map(
          (event) =>
            `${JSON.stringify({ ...event, prev_hash: event.prev_hash.toString('hex'), hash: event.hash.toString('hex') })}\n`,
        )
        .join('');
  };
  await pipeline(Readable.from(lines()), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  await syncToDisk(file);
}

export interface CheckedArchive {
  readonly segment: SealedDetails;
  readonly checked: number;
  readonly findings: readonly AuditFinding[];
  /** Of the whole file. */
  readonly sha256: Buffer;
}

/**
 * Checks an archive by itself: every hash, from what its first line says stood before it to what it says stands at its
 * end. Line by line, so files of any size. What its first line says is compared with the log where the segment was
 * sealed.
 * @throws Error when it is no archive of this kind
 */
export async function checkArchive(file: string): Promise<CheckedArchive> {
  const digest = createHash('sha256');
  let segment: SealedDetails | undefined;
  let walker: ChainWalker | undefined;
  for await (const line of splitLines(hashing(file, digest))) {
    if (segment === undefined || walker === undefined) {
      const { yikaAudit: _, ...header } = headerSchema.parse(JSON.parse(line));
      segment = header;
      walker = new ChainWalker({ seq: segment.firstSeq, prevHash: Buffer.from(segment.prevHash, 'hex') });
    } else {
      walker.add(lineSchema.parse(JSON.parse(line)));
    }
  }
  if (segment === undefined || walker === undefined) throw new Error('the file is empty');
  walker.finish();
  const { seq, hash } = walker.last;
  if (seq < segment.lastSeq) walker.note('cut-off', seq + 1, segment.lastSeq);
  else if (seq > segment.lastSeq) walker.note('inserted', segment.lastSeq + 1, seq);
  else if (hash !== null && hash.toString('hex') !== segment.lastHash) walker.note('head', seq, seq);
  return { segment, checked: walker.checked, findings: walker.findings, sha256: digest.digest() };
}

async function* hashing(file: string, digest: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file)) {
    const bytes = z.instanceof(Buffer).parse(chunk);
    digest.update(bytes);
    yield bytes;
  }
}
