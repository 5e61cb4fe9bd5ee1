import 'server-only';
import { searchParameters } from '@/lib/conversations/internal/search-parameters';
import { parseSearchQuery } from '@/lib/conversations/internal/search-query';
import { explainCandidates } from '@/lib/conversations/internal/sql/search-sql';
import { withTransaction } from '@/lib/db/transaction';

/**
 * PostgreSQL's plan of a search with what it really did, line by line: for benchmarks and for support. Empty for an
 * empty query.
 */
export async function explainSearch(ownerId: string, query: string): Promise<string[]> {
  const parsed = parseSearchQuery(query);
  if (parsed === null) return [];
  return withTransaction((sql) => explainCandidates(sql, searchParameters(ownerId, parsed)));
}
