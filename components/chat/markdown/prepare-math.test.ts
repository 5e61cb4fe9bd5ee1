import { describe, expect, test } from 'vitest';
import { prepareMath } from '@/components/chat/markdown/prepare-math';

const finished = (text: string) => prepareMath(text, false).text;
const streaming = (text: string) => prepareMath(text, true).text;

describe('every way to mark a formula comes out as one', () => {
  test('in a line', () => {
    expect(finished('面积 \\(a^2\\)，周长 $4a$。')).toBe('面积 $$a^2$$，周长 $$4a$$。');
    expect(finished('质能方程 $E=mc^2$ 很有名')).toBe('质能方程 $$E=mc^2$$ 很有名');
  });

  test('on lines of its own', () => {
    expect(finished('如下：\n\\[\nx = 1\n\\]\n完')).toBe('如下：\n$$\nx = 1\n$$\n完');
    expect(finished('$$ E=mc^2 $$')).toBe('$$\nE=mc^2\n$$');
  });

  test('inside a list item, with its indent', () => {
    expect(finished('1. 项\n   \\[ x \\]\n')).toBe('1. 项\n   $$\n   x\n   $$\n');
  });
});

describe('what is no formula stays', () => {
  test.each(['要 $5 还是 $6？', '从 $100 涨到 $120', '花了$5，还剩$。', '路径 C:\\temp\\(新建\\', 'a\\$b', '```sh\necho $HOME\\(x\\)\n```', '用 `$x^2$` 表示', '~~~\n$$\n~~~'])('%j', (text) => {
    expect(prepareMath(text, false)).toEqual({ text, hasMath: false });
  });
});

describe('a formula that has only begun', () => {
  test('is held back while it is written', () => {
    expect(streaming('解：\\(x^')).toBe('解：');
    expect(streaming('解：$$\nx^2')).toBe('解：');
    expect(streaming('解：\\')).toBe('解：');
  });

  test('shows as it is once nothing more comes', () => {
    expect(finished('解：\\(x^')).toBe('解：\\(x^');
  });

  test('does not take code with it: an open fence shows at once', () => {
    expect(streaming('```sh\necho $$')).toBe('```sh\necho $$');
  });

  test('is not waited for without end', () => {
    const long = `$$${'文'.repeat(3000)}`;
    expect(streaming(long)).toBe(long);
  });
});
