import { expect, test } from 'vitest';
import { readCardMood } from '@/components/shell/card-state';
import type { CardState } from '@/lib/engine/contracts';

const card = (given: Partial<CardState>): CardState => ({ state: 'online', isDemo: false, model: 'qwen3-14b', contextTokens: 32_768, maxConcurrent: 3, running: 0, waiting: 0, ...given });

test('the card is idle until all slots are taken, and says first that people wait', () => {
  expect(readCardMood(card({ running: 2 }), false)).toBe('idle');
  expect(readCardMood(card({ running: 3 }), false)).toBe('busy');
  expect(readCardMood(card({ running: 3, waiting: 2 }), false)).toBe('waiting');
  expect(readCardMood(card({ waiting: 1 }), false)).toBe('waiting');
});

test('an engine that is down is worse news than a queue; an unknown one is not bad news yet', () => {
  expect(readCardMood(card({ state: 'offline', waiting: 4 }), false)).toBe('offline');
  expect(readCardMood(card({ state: 'unknown' }), false)).toBe('loading');
});

test('what was known stays on the screen while a request fails', () => {
  expect(readCardMood(card({}), true)).toBe('idle');
  expect(readCardMood(undefined, true)).toBe('unreachable');
  expect(readCardMood(undefined, false)).toBe('loading');
});
