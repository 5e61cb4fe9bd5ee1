// SQL: Prisma has no tsvector.
import 'server-only';

/**
 * The tsvector of an entry: its tokens in its owner's bucket, and its partition (see the search migration;
 * search-partition.ts makes the same for a query). `partition` is YYYYMM of the entry's creation (UTC), or 'title':
 * titles stand on one partition of their own.
 */
export function entryTokens(tokens: string, owner: string, partition: string): string {
  return `array_to_tsvector(ARRAY(SELECT right(${owner}::text, 1) || token FROM unnest(${tokens}::text[]) AS token)
        || ('#' || replace(${owner}::text, '-', '') || ${partition}))`;
}
