import 'server-only';
import type { SearchHit } from '@/lib/conversations/contracts';
import { cutSnippet, withoutMarks, type Snippet } from '@/lib/conversations/internal/cut-snippet';
import { findMatches } from '@/lib/conversations/internal/find-matches';
import { rankCandidates, type SearchCandidate } from '@/lib/conversations/internal/rank-candidates';
import { searchParameters } from '@/lib/conversations/internal/search-parameters';
import { parseSearchQuery, type SearchQuery } from '@/lib/conversations/internal/search-query';
import { selectCandidates, type SearchRow } from '@/lib/conversations/internal/sql/search-sql';
import { joinTexts } from '@/lib/conversations/internal/storable-text';
import { withTransaction } from '@/lib/db/transaction';

const MAX_HITS = 50;

interface Candidate extends SearchCandidate {
  readonly row: SearchRow;
}

/**
 * What a person finds in the titles and messages of their own, not deleted conversations: one hit a conversation, best
 * first, at most 50. Every part of the query must be there: titles before messages, the query as it stands before its
 * words apart, then the newest. A query without a letter or digit finds nothing.
 */
export async function searchConversations(ownerId: string, query: string, now: Date): Promise<SearchHit[]> {
  const parsed = parseSearchQuery(query);
  if (parsed === null) return [];
  const rows = await withTransaction((sql) => selectCandidates(sql, searchParameters(ownerId, parsed)));
  const candidates = rows.map(
    (row): Candidate => ({
      row,
      isTitle: row.isTitle,
      conversationId: row.conversationId,
      text: joinTexts(row.texts),
      date: row.date,
    }),
  );
  return rankCandidates(candidates, parsed, now, MAX_HITS).map(({ best, more }) => ({ ...toHit(best, parsed), more }));
}

function toHit({ row, text, date }: Candidate, query: SearchQuery): Omit<SearchHit, 'more'> {
  const { snippet, highlights } =
    showMatches(withoutMarks(text), query) ?? showMatches(text, query) ?? cutSnippet(text, []);
  return {
    conversationId: row.conversationId,
    messageId: row.messageId,
    title: row.title,
    snippet,
    highlights,
    createdAt: date.toISOString(),
  };
}

/** Null when nothing of the query is in the text: somebody searched for the marks themselves. */
function showMatches(text: string, query: SearchQuery): Snippet | null {
  const matches = findMatches(text, query.parts);
  return matches.length === 0 ? null : cutSnippet(text, matches);
}
