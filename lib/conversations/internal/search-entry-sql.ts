import 'server-only';

/**
 * The tsvector of an entry: its tokens and its shelf (see the search migration). `shelf` is YYYYMM of the entry's creation (UTC), or
 * 'title': titles stand on one shelf of their own.
 */
export function entryTokens(tokens: string, owner: string, shelf: string): string {
  return `array_to_tsvector(array_append(${tokens}::text[], '#' || replace(${owner}::text, '-', '') || ${shelf}))`;
}
