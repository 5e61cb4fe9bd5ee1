import 'server-only';

/**
 * The tsvector of an entry: its tokens in its owner's aisle, and its shelf (see the search migration; search-shelf.ts makes the same for
 * a query). `shelf` is YYYYMM of the entry's creation (UTC), or 'title': titles stand on one shelf of their own.
 */
export function entryTokens(tokens: string, owner: string, shelf: string): string {
  return `array_to_tsvector(ARRAY(SELECT right(${owner}::text, 1) || token FROM unnest(${tokens}::text[]) AS token)
        || ('#' || replace(${owner}::text, '-', '') || ${shelf}))`;
}
