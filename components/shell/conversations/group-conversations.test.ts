import { expect, test } from 'vitest';
import { groupConversations } from '@/components/shell/conversations/group-conversations';
import type { ConversationSummary } from '@/lib/conversations/contracts';

const NOW = new Date('2026-11-22T01:30:00Z');
const at = (id: string, activeAt: string, pinned = false): ConversationSummary => ({
  id,
  title: id,
  pinned,
  archived: false,
  activeAt,
  state: 'idle' as const,
  news: null,
});
const keys = (conversations: readonly ConversationSummary[], timeZone: string) =>
  groupConversations(conversations, NOW, timeZone).map((row) => row.key);

test('each group has one heading before its conversations', () => {
  const list = [
    at('p', '2025-01-01T00:00:00Z', true),
    at('a', '2026-11-22T01:00:00Z'),
    at('b', '2026-11-22T00:10:00Z'),
    at('c', '2026-11-21T12:00:00Z'),
    at('d', '2026-11-15T12:00:00Z'),
    at('e', '2026-11-14T12:00:00Z'),
    at('f', '2026-01-01T12:00:00Z'),
  ];
  expect(keys(list, 'UTC')).toEqual([
    'heading-pinned',
    'p',
    'heading-today',
    'a',
    'b',
    'heading-yesterday',
    'c',
    'heading-week',
    'd',
    'heading-month',
    'e',
    'heading-older',
    'f',
  ]);
});

test('the day is the reader’s day, not the server’s', () => {
  const lateYesterdayInUtc = [at('a', '2026-11-21T17:00:00Z')];
  expect(keys(lateYesterdayInUtc, 'UTC')).toEqual(['heading-yesterday', 'a']);
  expect(keys(lateYesterdayInUtc, 'Asia/Shanghai')).toEqual(['heading-today', 'a']);
});

test('a clock that is a little behind does not make a future group', () => {
  expect(keys([at('a', '2026-11-22T01:31:00Z')], 'UTC')).toEqual(['heading-today', 'a']);
});

test('nothing gives nothing', () => {
  expect(keys([], 'UTC')).toEqual([]);
});
