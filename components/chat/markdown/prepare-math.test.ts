import { describe, expect, test } from 'vitest';
import { prepareMath } from '@/components/chat/markdown/prepare-math';
import { prepareText } from '@/components/chat/markdown/prepare-text';
import { unshield } from '@/components/chat/markdown/shield';

const finished = (text: string) => prepareMath(text, false).text;
const streaming = (text: string) => unshield(prepareText(text, true).text);

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
  test.each([
    '要 $5 还是 $6？',
    '从 $100 涨到 $120',
    '花了$5，还剩$。',
    '路径 C:\\temp\\(新建\\',
    'a\\$b',
    '```sh\necho $HOME\\(x\\)\n```',
    '用 `$x^2$` 表示',
    '~~~\n$$\n~~~',
  ])('%j', (text) => {
    const prepared = prepareText(text, false);
    expect({ ...prepared, text: unshield(prepared.text) }).toEqual({ text, hasMath: false });
  });

  test.each([
    'It costs between $5 and 10$ a month; $5/mo or 6$.',
    '地址为 ${host}:${port}/api',
    '把 a\\[0\\] 改成 a\\[1\\]',
    '见 \\[1\\]、\\[注\\]，f\\(x\\)',
    '共$12$件',
    '100$$200元$$300',
    '$HOME/bin:$PATH',
    '您好 $name$，订单 $order_id',
    '$10-20$',
    '单价$5$5',
    '花 $ 5 还是 $ 6',
    '折扣 $50% off$',
    '1. \\(1\\) 项',
  ])('%j', (text) => {
    expect(prepareText(text, false).hasMath).toBe(false);
  });

  test('of a pair that is none the second mark may begin one', () => {
    expect(finished('要 $5，而 $x^2$ 是公式')).toBe('要 $5，而 $$x^2$$ 是公式');
  });

  test.each([
    '设 $x$、$AB$ 与 $2x+1$',
    '解 $ x = 5 $ 得',
    '共 $12$ 个',
    '$F = ma$',
    '$\\sin x$ 与 $\\frac{1}{2}$',
    '$\\text{速度} = 5$',
    '设$x$为',
    '\\[ x \\]',
  ])('but %j has one', (text) => {
    expect(prepareText(text, false).hasMath).toBe(true);
  });
});

test('the pipes of formulas and code cut no row of a table', () => {
  const row = (text: string) =>
    prepareText(`| a | b |\n| --- | --- |\n${text}`, false).text.split('\n').at(-1)?.split('|').length;
  expect(row('| $|x|$ | `a|b` |')).toBe(4);
  expect(row('| $P(A|B)$ | 一 |')).toBe(4);
  expect(row('| 一 | 二 |')).toBe(4);
});

describe('a formula that has only begun', () => {
  test('is left out while it is written', () => {
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
    const long = `$$x^2 ${'y '.repeat(1500)}`.trim();
    expect(streaming(long)).toBe(long);
  });

  test('is shown while it may still be none', () => {
    for (const text of ['共$$5', 'a\\[0', 'C:\\temp\\(x', '$$价格']) expect(streaming(text)).toBe(text);
  });
});
