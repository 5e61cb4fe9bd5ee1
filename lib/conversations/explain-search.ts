import 'server-only';
import { SEARCH, SEARCH_SETTINGS } from '@/lib/conversations/internal/conversations-search-sql';
import { searchParameters } from '@/lib/conversations/internal/search-parameters';
import { parseSearchQuery } from '@/lib/conversations/internal/search-query';
import { withTransaction } from '@/lib/db/transaction';

/**
 * PostgreSQL's plan of a search with what it really did, line by line: for benchmarks and for support. Empty for an
 * empty query.
 */
export async function explainSearch(ownerId: string, query: string): Promise<string[]> {
  const parsed = parseSearchQuery(query);
  if (parsed === null) return [];
  return withTransaction(async (sql) => {
    await sql.query(SEARCH_SETTINGS);
    const { rows } = await sql.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, BUFFERS) ${SEARCH}`,
      searchParameters(ownerId, parsed),
    );
    return rows.map((row) => row['QUERY PLAN']);
  });
}
