import { expect, it } from 'vitest';
import { diffTexts } from '@/components/admin/tools/text-diff';

const show = (before: string, after: string) =>
  diffTexts(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'gone' ? `[-${text}]` : `[+${text}]`))
    .join('');

it('marks words that went and came, Chinese by the character', () => {
  expect(show('按订单号查询物流', '按订单号查询物流，并退款')).toBe('按订单号查询物流[+，并退款]');
  expect(show('Gets the weather', 'Gets all weather')).toBe('Gets [-the][+all] weather');
  expect(show('same', 'same')).toBe('same');
  expect(show('', 'new')).toBe('[+new]');
  expect(show('old', '')).toBe('[-old]');
});

it('gives both texts back, whatever was changed', () => {
  const before = '查询天气 for a city, 3 days';
  const after = '查天气预报 for any city; 7 days!';
  const parts = diffTexts(before, after);
  expect(
    parts
      .filter(({ kind }) => kind !== 'new')
      .map(({ text }) => text)
      .join(''),
  ).toBe(before);
  expect(
    parts
      .filter(({ kind }) => kind !== 'gone')
      .map(({ text }) => text)
      .join(''),
  ).toBe(after);
});

it('shows texts with very many differences one after the other, and a long text with few by its words', () => {
  expect(diffTexts('a '.repeat(2_000), 'b').map(({ kind }) => kind)).toEqual(['gone', 'new']);
  expect(diffTexts('a b '.repeat(2_000), 'c d '.repeat(2_000)).map(({ kind }) => kind)).toEqual(['gone', 'new']);
  expect(show('a '.repeat(2_000), `${'a '.repeat(2_000)}b`)).toBe(`${'a '.repeat(2_000)}[+b]`);
});
