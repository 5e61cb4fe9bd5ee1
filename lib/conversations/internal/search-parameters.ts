import 'server-only';
import type { SearchQuery } from '@/lib/conversations/internal/search-query';
import { bucketToken, partitionToken } from '@/lib/conversations/internal/search-partition';

/** The newest candidates that are read and ranked. */
const MAX_TITLE_CANDIDATES = 50;
const MAX_BODY_CANDIDATES = 150;

/** The parameters of the search statement, in its order. */
export function searchParameters(ownerId: string, query: SearchQuery): unknown[] {
  const tsquery = query.tokens.map((token) => quoteLexeme(bucketToken(ownerId, token))).join(' & ');
  return [ownerId, partitionToken(ownerId, ''), tsquery, MAX_TITLE_CANDIDATES, MAX_BODY_CANDIDATES];
}

/** Tokens contain letters, digits and marks only; quoted so that nothing depends on that. */
function quoteLexeme(token: string): string {
  return `'${token.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
