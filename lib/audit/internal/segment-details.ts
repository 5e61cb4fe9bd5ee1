import { z } from 'zod';
import type { SegmentRow } from '@/lib/audit/internal/audit-read-sql';

/** What an `audit.sealed` event says of its segment. */
export const sealedDetailsSchema = z.object({
  firstSeq: z.int(),
  lastSeq: z.int(),
  count: z.int(),
  prevHash: z.string(),
  lastHash: z.string(),
});
export type SealedDetails = z.infer<typeof sealedDetailsSchema>;

/** What an `audit.archived` event says of its segment, besides the name the file had. */
export const archivedDetailsSchema = sealedDetailsSchema.extend({ fileSha256: z.string() });
export type ArchivedDetails = z.infer<typeof archivedDetailsSchema>;

/** A sealed segment as the details of its audit event; hashes in hexadecimal. */
export function describeSegment(segment: SegmentRow): SealedDetails {
  const firstSeq = Number(segment.first_seq);
  const lastSeq = Number(segment.last_seq);
  return {
    firstSeq,
    lastSeq,
    count: lastSeq - firstSeq + 1,
    prevHash: segment.prev_hash.toString('hex'),
    lastHash: segment.last_hash.toString('hex'),
  };
}

/** Null: by its row, no file contains it. */
export function describeArchived(segment: SegmentRow): ArchivedDetails | null {
  if (segment.archived_at === null || segment.file_sha256 === null) return null;
  return { ...describeSegment(segment), fileSha256: segment.file_sha256.toString('hex') };
}

/** An event's details as they say something about a segment; null when they do not, whatever somebody made of them. */
export function parseDetails<Details>(schema: z.ZodType<Details>, details: string): Details | null {
  const said = schema.safeParse(parseJson(details));
  return said.success ? said.data : null;
}

/** Of two that a schema or a function of this file made: their members stand in the same order. */
export function isSame(left: SealedDetails | null, right: SealedDetails | null): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
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
