import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { CardStateIndicator, readCardStatus } from '@/components/chat/composer/card-state';
import { renderMarkup } from '@/components/testing/render-markup';
import type { CardState } from '@/lib/engine/contracts';

const card = (given: Partial<CardState>): CardState => ({
  state: 'online',
  isDemo: false,
  model: 'qwen3-14b',
  contextTokens: 32_768,
  maxConcurrent: 3,
  running: 0,
  waiting: 0,
  ...given,
});

test('the card is idle until all slots are taken, and says first that questions wait', () => {
  expect(readCardStatus(card({ running: 2 }), false)).toBe('idle');
  expect(readCardStatus(card({ running: 3 }), false)).toBe('busy');
  expect(readCardStatus(card({ running: 3, waiting: 2 }), false)).toBe('waiting');
  expect(readCardStatus(card({ waiting: 1 }), false)).toBe('waiting');
});

test('an engine that is down is worse news than a queue; an unknown one is not bad news yet', () => {
  expect(readCardStatus(card({ state: 'offline', waiting: 4 }), false)).toBe('offline');
  expect(readCardStatus(card({ state: 'unknown' }), false)).toBe('loading');
});

test('what was known stays on the screen while a request fails', () => {
  expect(readCardStatus(card({}), true)).toBe('idle');
  expect(readCardStatus(undefined, true)).toBe('unreachable');
  expect(readCardStatus(undefined, false)).toBe('loading');
});

test('the queue counts questions: eight may be of one person', () => {
  const client = new QueryClient();
  client.setQueryData(['card'], card({ waiting: 8 }));
  expect(renderMarkup('zh', <CardStateIndicator />, client)).toContain('8 个问题在排队');
  expect(renderMarkup('zh', <CardStateIndicator />, client)).not.toContain('8 人');
  expect(renderMarkup('en', <CardStateIndicator />, client)).toContain('8 in queue');
});
