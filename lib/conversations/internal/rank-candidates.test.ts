import { expect, test } from 'vitest';
import { rankCandidates, type SearchCandidate } from '@/lib/conversations/internal/rank-candidates';
import { parseSearchQuery } from '@/lib/conversations/internal/search-query';

const NOW = new Date('2026-11-22T00:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

function rank(
  query: string,
  candidates: readonly (Partial<SearchCandidate> & { text: string })[],
  limit = 50,
): string[] {
  const parsed = parseSearchQuery(query);
  if (parsed === null) throw new Error('not a query');
  const whole = candidates.map((candidate, index) => ({
    isTitle: false,
    conversationId: String(index),
    date: NOW,
    ...candidate,
  }));
  return rankCandidates(whole, parsed, NOW, limit).map(({ best }) => best.text);
}

test('drops what shares pairs of characters but not the words', () => {
  expect(rank('显存占用', [{ text: '显存占用率' }, { text: '显存占了，存占，占用' }])).toEqual(['显存占用率']);
});

test('puts titles before messages, even older ones', () => {
  expect(rank('显存', [{ text: '说说显存' }, { text: '显存', isTitle: true, date: daysAgo(400) }])).toEqual([
    '显存',
    '说说显存',
  ]);
});

test('puts the query as it stands before its words apart, and whole words before beginnings', () => {
  expect(rank('gpu 显存', [{ text: '显存和 GPU' }, { text: 'GPU 显存' }])).toEqual(['GPU 显存', '显存和 GPU']);
  expect(rank('cat', [{ text: 'category' }, { text: 'a cat ' }])).toEqual(['a cat ', 'category']);
});

test('puts the newer of two equals first', () => {
  expect(
    rank('显存', [
      { text: '显存一', date: daysAgo(90) },
      { text: '显存二', date: daysAgo(1) },
    ]),
  ).toEqual(['显存二', '显存一']);
});

test('shows a conversation once, with its best message and the number of the others', () => {
  const parsed = parseSearchQuery('显存');
  if (parsed === null) throw new Error('not a query');
  const candidate = (text: string, conversationId: string, isTitle = false) => ({
    text,
    conversationId,
    isTitle,
    date: NOW,
  });
  const ranked = rankCandidates(
    [
      candidate('显存', 'one', true),
      candidate('说说显存', 'one'),
      candidate('显存', 'one'),
      candidate('显存？', 'two'),
      candidate('关于显存', 'three', true),
    ],
    parsed,
    NOW,
    50,
  );
  expect(ranked.map(({ best, more }) => [best.conversationId, best.text, more])).toEqual([
    ['one', '显存', 1],
    ['three', '关于显存', 0],
    ['two', '显存？', 0],
  ]);
});

test('shows at most as many conversations as asked for', () => {
  const many = Array.from({ length: 10 }, (_, index) => ({ text: `显存${index}` }));
  expect(rank('显存', many, 2)).toHaveLength(2);
});
