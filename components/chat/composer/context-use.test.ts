import { expect, test } from 'vitest';
import { contextUse } from '@/components/chat/composer/context-use';

const usage = (usedTokens: number, droppedTurns = 0) => ({
  usedTokens,
  availableTokens: 32_768,
  exact: true,
  droppedTurns,
});

test('a draft that fits says nothing', () => {
  expect(contextUse(usage(32_768))).toEqual({ kind: 'fits' });
});

test('turns that would be left out are shown before sending, and do not block', () => {
  expect(contextUse(usage(31_000, 4))).toEqual({ kind: 'drops', turns: 4 });
});

test('only a question that is too long by itself blocks', () => {
  expect(contextUse(usage(40_000, 4))).toEqual({ kind: 'too-long', overTokens: 7232 });
});
