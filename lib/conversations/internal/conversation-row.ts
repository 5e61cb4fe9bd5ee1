import 'server-only';
import type { ConversationSummary } from '@/lib/conversations/contracts';

/** A row of the list. */
export interface SummaryRow extends Omit<ConversationSummary, 'activeAt'> {
  readonly activeAt: Date;
}

/** A conversation as the list returns it. */
export function toSummary({ id, title, pinned, archived, activeAt, state, news }: SummaryRow): ConversationSummary {
  return {
    id,
    title,
    pinned,
    archived,
    activeAt: activeAt.toISOString(),
    state,
    news: news === null ? null : { ...news, at: new Date(news.at).toISOString() },
  };
}
