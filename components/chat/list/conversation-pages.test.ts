import { describe, expect, test } from 'vitest';
import {
  listItems,
  mergeHead,
  patchItem,
  putItem,
  removeItem,
  type ConversationPages,
} from '@/components/chat/list/conversation-pages';
import type { ConversationSummary } from '@/lib/conversations/contracts';

/** Named by their minute: a higher number is more recent. */
const item = (minute: number, change: Partial<ConversationSummary> = {}): ConversationSummary => ({
  id: `id-${String(minute).padStart(2, '0')}`,
  title: String(minute),
  pinned: false,
  archived: false,
  activeAt: `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`,
  state: 'idle',
  news: null,
  ...change,
});
const pagesOf = (...pages: readonly (readonly ConversationSummary[])[]): ConversationPages => ({
  pages: pages.map((items, index) => ({
    items: [...items],
    nextCursor: index === pages.length - 1 ? null : `after-${index}`,
  })),
  pageParams: pages.map((_, index) => (index === 0 ? null : `after-${index - 1}`)),
});
const titles = (pages: ConversationPages | undefined) => listItems(pages).map(({ title }) => title);
const three = pagesOf([item(60 - 1), item(50)], [item(40), item(30)], [item(20)]);

test('a removed one is gone from its page and the others stay', () => {
  expect(titles(removeItem(three, 'id-40'))).toEqual(['59', '50', '30', '20']);
});

describe('putting one back', () => {
  test('where it was', () => {
    expect(titles(putItem(removeItem(three, 'id-30'), item(30)))).toEqual(['59', '50', '40', '30', '20']);
  });
  test('at the very end when everything is loaded', () => {
    expect(titles(putItem(three, item(10)))).toEqual(['59', '50', '40', '30', '20', '10']);
  });
  test('not at all when its page is not loaded yet: that page will bring it', () => {
    const first: ConversationPages = { pages: [{ items: [item(50)], nextCursor: 'more' }], pageParams: [null] };
    expect(titles(putItem(first, item(10)))).toEqual(['50']);
  });
  test('into an empty list', () => {
    expect(titles(putItem(pagesOf([]), item(10)))).toEqual(['10']);
  });
});

test('a new title changes nothing else; pinning moves to the front and back', () => {
  expect(titles(patchItem(three, 'id-40', { title: 'new' }))).toEqual(['59', '50', 'new', '30', '20']);
  const pinned = patchItem(three, 'id-30', { pinned: true });
  expect(titles(pinned)).toEqual(['30', '59', '50', '40', '20']);
  expect(titles(patchItem(pinned, 'id-30', { pinned: false }))).toEqual(titles(three));
});

describe('a fresh first page', () => {
  test('is all there is when nothing or one page was loaded', () => {
    expect(titles(mergeHead(undefined, { items: [item(5)], nextCursor: null }))).toEqual(['5']);
    expect(titles(mergeHead(pagesOf([item(9), item(8)]), { items: [item(9)], nextCursor: null }))).toEqual(['9']);
  });
  test('brings new ones, moves active ones up, keeps what it pushed out', () => {
    const merged = mergeHead(three, { items: [item(59, { id: 'id-30', title: '30' }), item(59)], nextCursor: 'x' });
    expect(titles(merged)).toEqual(['30', '59', '50', '40', '20']);
  });
  test('drops what another device deleted within its reach', () => {
    expect(titles(mergeHead(three, { items: [item(59), item(40)], nextCursor: 'x' }))).toEqual([
      '59',
      '40',
      '30',
      '20',
    ]);
  });
  test('drops the other pages when it says that it is the whole list', () => {
    expect(titles(mergeHead(three, { items: [item(59)], nextCursor: null }))).toEqual(['59']);
  });
});
