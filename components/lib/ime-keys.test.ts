import { describe, expect, test } from 'vitest';
import { belongsToIme, COMPOSITION_AFTERMATH_MS, guardImeKeys, type KeyPress } from '@/components/lib/ime-keys';

const KEY_CODES = { Enter: 13, Escape: 27 } as const;

describe.each(['Enter', 'Escape'] as const)('%s', (key) => {
  const press = (given: Partial<KeyPress> = {}): KeyPress => ({
    key,
    keyCode: KEY_CODES[key],
    isComposing: false,
    atMs: 1_000,
    ...given,
  });

  test('without an input method is free', () => {
    expect(belongsToIme(null, press())).toBe(false);
  });
  test('in Chrome and Firefox comes before the end of the composition', () => {
    expect(belongsToIme(null, press({ isComposing: true, keyCode: 229 }))).toBe(true);
    expect(belongsToIme(null, press({ isComposing: true }))).toBe(true);
  });
  test('in Safari comes after it, with 229', () => {
    expect(belongsToIme(100, press({ keyCode: 229, atMs: 5_000 }))).toBe(true);
  });
  test('in Safari comes after it, like any other', () => {
    expect(belongsToIme(1_000, press({ atMs: 1_001 }))).toBe(true);
    expect(belongsToIme(1_000, press({ atMs: 1_000 + COMPOSITION_AFTERMATH_MS - 1 }))).toBe(true);
  });
  test('is free again afterwards', () => {
    expect(belongsToIme(1_000, press({ atMs: 1_000 + COMPOSITION_AFTERMATH_MS }))).toBe(false);
  });
});

test('every other key belongs to it while composing, and is free right after the end', () => {
  expect(belongsToIme(null, { key: 'ArrowDown', keyCode: 40, isComposing: true, atMs: 0 })).toBe(true);
  expect(belongsToIme(1_000, { key: 'a', keyCode: 65, isComposing: false, atMs: 1_001 })).toBe(false);
});

describe('the guard', () => {
  /** A page's events without a browser. */
  class FakeKey extends Event {
    readonly keyCode: number;
    readonly isComposing: boolean;
    constructor(
      readonly key: string,
      { keyCode, isComposing = false }: { readonly keyCode: number; readonly isComposing?: boolean },
    ) {
      super('keydown', { cancelable: true });
      this.keyCode = keyCode;
      this.isComposing = isComposing;
    }
  }
  const open = () => {
    const page = new EventTarget();
    guardImeKeys(page);
    const received: string[] = [];
    page.addEventListener('keydown', (event) => received.push(event instanceof FakeKey ? event.key : ''), {
      capture: true,
    });
    return { page, received };
  };

  test('lets nobody else receive the keys of an input method', () => {
    const { page, received } = open();
    page.dispatchEvent(new Event('compositionstart'));
    page.dispatchEvent(new FakeKey('Escape', { keyCode: 229, isComposing: true }));
    page.dispatchEvent(new FakeKey('ArrowDown', { keyCode: 229, isComposing: true }));
    page.dispatchEvent(new Event('compositionend'));
    const late = new FakeKey('Escape', { keyCode: 27 });
    page.dispatchEvent(late);
    expect(received).toEqual([]);
    expect(late.defaultPrevented).toBe(true);
  });

  test('lets everybody receive the others', () => {
    const { page, received } = open();
    page.dispatchEvent(new FakeKey('Escape', { keyCode: 27 }));
    page.dispatchEvent(new Event('compositionstart'));
    page.dispatchEvent(new Event('compositionend'));
    page.dispatchEvent(new FakeKey('a', { keyCode: 65 }));
    expect(received).toEqual(['Escape', 'a']);
  });
});
