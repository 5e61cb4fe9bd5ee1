import { expect, test } from 'vitest';
import { freshNews, newsKey } from '@/components/shell/news/fresh-news';
import type { ConversationSummary } from '@/lib/conversations/contracts';

const item = (id: string, at: string | null): ConversationSummary => ({
  id,
  title: id,
  pinned: false,
  archived: false,
  activeAt: '',
  state: 'idle',
  news: at === null ? null : { kind: 'answered', tool: null, at },
});

test('lists what happened, the newest first, without what was seen', () => {
  const items = [item('a', '2026-11-30T08:00:00.000Z'), item('b', null), item('c', '2026-11-30T09:00:00.000Z')];
  const fresh = freshNews(items, new Set());
  expect(fresh.map(({ conversationId }) => conversationId)).toEqual(['c', 'a']);
  expect(freshNews(items, new Set(fresh.slice(0, 1).map(newsKey))).map(({ conversationId }) => conversationId)).toEqual(
    ['a'],
  );
});

test('a later event of the same conversation is new again', () => {
  const seen = new Set(freshNews([item('a', '2026-11-30T08:00:00.000Z')], new Set()).map(newsKey));
  expect(freshNews([item('a', '2026-11-30T08:05:00.000Z')], seen)).toHaveLength(1);
});
