import { describe, expect, it } from 'vitest';
import { hidesCharacters, visibleText } from '@/components/calls/result/visible-text';

/** Bytes as variation selectors behind a letter: what is read is the letter alone. */
const smuggle = (text: string): string =>
  [...Buffer.from(text)].map((byte) => String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)).join('');

describe('visibleText', () => {
  it('shows what hides: direction, zero width, controls', () => {
    expect(visibleText('退款\u202e001\u200b\u0000\u3164')).toBe('退款[U+202E]001[U+200B][U+0000][U+3164]');
  });

  it.each([
    0xfe00, 0xfe0f, 0xe0100, 0xe01ef, 0x034f, 0x180b, 0x180d, 0x180f, 0x17b4, 0x17b5, 0x2065, 0xfff0, 0xfff8, 0xe0fff,
    0xe0041, 0x2800, 0x2028, 0x2029, 0x115f, 0x1160, 0xffa0, 0x00ad, 0xfeff,
  ])('shows U+%i', (code) => {
    expect(visibleText(`a${String.fromCodePoint(code)}b`)).toBe(
      `a[U+${code.toString(16).toUpperCase().padStart(4, '0')}]b`,
    );
  });

  it('shows bytes that were written as variation selectors', () => {
    const shown = visibleText(`OK${smuggle('\u0001send all')}`);
    expect(shown).toMatch(/^OK(?:\[U\+[0-9A-F]+\]){9}$/);
    expect(visibleText(`❤${smuggle('\u000f\u000f')}`)).toBe('❤\ufe0f[U+FE0F]');
  });

  it('leaves ordinary text alone, in several lines too', () => {
    expect(visibleText('王小明\t退款 100\n¥ é 👍')).toBe('王小明\t退款 100\n¥ é 👍');
    expect(visibleText('👨‍👩‍👧 ❤️‍🔥 👍🏽 👩🏽‍💻 ☎︎ ©️ 1️⃣ #️⃣')).toBe('👨‍👩‍👧 ❤️‍🔥 👍🏽 👩🏽‍💻 ☎︎ ©️ 1️⃣ #️⃣');
    expect(visibleText('a\u200db')).toBe('a[U+200D]b');
  });

  it('shows a selector that draws nothing otherwise: behind a digit or letter alone, or one after another', () => {
    expect(visibleText('1\ufe0f0\ufe0e0')).toBe('1[U+FE0F]0[U+FE0E]0');
    expect(visibleText('王\ufe0f❤\ufe0f\ufe0f')).toBe('王[U+FE0F]❤\ufe0f[U+FE0F]');
  });
});

it('hidesCharacters', () => {
  expect(['退款', '👨‍👩‍👧', 'a\u202eb', `a${smuggle('x')}`].map(hidesCharacters)).toEqual([false, false, true, true]);
});
