import { describe, expect, it } from 'vitest';
import { visibleText } from '@/components/tools/result/visible-text';

describe('visibleText', () => {
  it('shows what hides: direction, zero width, controls', () => {
    expect(visibleText('退款\u202e001\u200b\u0000\u3164')).toBe('退款[U+202E]001[U+200B][U+0000][U+3164]');
  });

  it('leaves ordinary text alone, in several lines too', () => {
    expect(visibleText('王小明\t退款 100\n¥ é 👍')).toBe('王小明\t退款 100\n¥ é 👍');
    expect(visibleText('👨‍👩‍👧 ❤️‍🔥')).toBe('👨‍👩‍👧 ❤️‍🔥');
    expect(visibleText('a\u200db')).toBe('a[U+200D]b');
  });
});
