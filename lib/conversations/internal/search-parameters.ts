import 'server-only';
import type { SearchQuery } from '@/lib/conversations/internal/search-query';
import { shelfToken } from '@/lib/conversations/internal/search-shelf';

/** The newest candidates that are read and ranked. */
const MAX_TITLE_CANDIDATES = 50;
const MAX_BODY_CANDIDATES = 150;

/** The parameters of the search statement, in its order. */
export function searchParameters(ownerId: string, query: SearchQuery): unknown[] {
  return [ownerId, shelfToken(ownerId, ''), query.tsquery, MAX_TITLE_CANDIDATES, MAX_BODY_CANDIDATES];
}
