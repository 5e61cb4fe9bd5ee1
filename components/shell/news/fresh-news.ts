import type { ConversationNews, ConversationSummary } from '@/lib/conversations/contracts';

export interface NewsItem {
  readonly conversationId: string;
  readonly title: string;
  readonly news: ConversationNews;
}

/** Identifies one piece of news: the same conversation can have another one later. */
export const newsKey = ({ conversationId, news }: NewsItem): string => `${conversationId} ${news.at}`;

/** What has happened in the listed conversations and is not in `seen`; the newest first. */
export function freshNews(items: readonly ConversationSummary[], seen: ReadonlySet<string>): NewsItem[] {
  return items
    .flatMap(({ id, title, news }): NewsItem[] => (news === null ? [] : [{ conversationId: id, title, news }]))
    .filter((item) => !seen.has(newsKey(item)))
    .sort((a, b) => b.news.at.localeCompare(a.news.at));
}
