import { describe, expect, test } from 'vitest';
import { belongsToIme, COMPOSITION_AFTERMATH_MS, INITIAL_IME_STATE, reduceIme, type EnterPress } from '@/components/lib/ime-enter';

const enter = (given: Partial<EnterPress> = {}): EnterPress => ({ key: 'Enter', keyCode: 13, isComposing: false, atMs: 1_000, ...given });
const composing = reduceIme(INITIAL_IME_STATE, { type: 'compositionstart' });
const endedAt = (atMs: number) => reduceIme(composing, { type: 'compositionend', atMs });

test('Enter without an input method is free', () => {
  expect(belongsToIme(INITIAL_IME_STATE, enter())).toBe(false);
});

describe('Chrome and Firefox: the key comes first', () => {
  test('Enter while composing', () => {
    expect(belongsToIme(composing, enter({ isComposing: true, keyCode: 229 }))).toBe(true);
  });
  test('every key while composing, Escape and arrows too', () => {
    expect(belongsToIme(composing, enter({ key: 'Escape', keyCode: 27 }))).toBe(true);
  });
});

describe('Safari: the end of the composition comes first', () => {
  test('keyCode 229 alone is enough', () => {
    expect(belongsToIme(endedAt(100), enter({ keyCode: 229, atMs: 5_000 }))).toBe(true);
  });
  test('keyCode 13 right after the end', () => {
    expect(belongsToIme(endedAt(1_000), enter({ atMs: 1_001 }))).toBe(true);
    expect(belongsToIme(endedAt(1_000), enter({ atMs: 1_000 + COMPOSITION_AFTERMATH_MS - 1 }))).toBe(true);
  });
});

test('the next Enter is free again, and other keys right after the end are', () => {
  expect(belongsToIme(endedAt(1_000), enter({ atMs: 1_000 + COMPOSITION_AFTERMATH_MS }))).toBe(false);
  expect(belongsToIme(endedAt(1_000), enter({ key: 'a', keyCode: 65, atMs: 1_001 }))).toBe(false);
});

test('a new composition forgets the end of the last one', () => {
  expect(reduceIme(endedAt(1_000), { type: 'compositionstart' })).toEqual({ composing: true, endedAtMs: null });
});
