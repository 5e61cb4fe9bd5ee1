import { Decimal } from 'decimal.js';
import { expect, it } from 'vitest';
import { parseFormula } from '@/lib/analysis/internal/formula';

const SUMS: Readonly<Record<string, string>> = {
  'sales.gross': '100.10',
  'sales.count': '3',
  'refunds.amount': '0.05',
};
const evaluate = (text: string, sums = SUMS): string | null =>
  parseFormula(text)
    .evaluate((dataset, measure) => {
      const sum = sums[`${dataset}.${measure}`];
      return sum === undefined ? null : new Decimal(sum);
    })
    ?.toFixed() ?? null;

it.each([
  ['sales.gross - refunds.amount', '100.05'],
  ['sales.gross - refunds.amount * 2', '100'],
  ['(sales.gross - refunds.amount) * 2', '200.1'],
  ['sales.gross - 0.1 - 0.2', '99.8'],
  ['-refunds.amount + 1', '0.95'],
  ['sales.count / (sales.count - 3)', null],
])('%s is %s', (text, value) => {
  expect(evaluate(text)).toBe(value);
});

it('has no value where its first measure has none, and takes 0 for another', () => {
  expect(evaluate('sales.gross - refunds.amount', { 'refunds.amount': '588.43' })).toBeNull();
  expect(evaluate('sales.gross - refunds.amount', { 'sales.gross': '5' })).toBe('5');
});

it.each(['', '1 + 2', 'sales.gross +', '(sales.gross', 'sales.gross sales.count', 'sales', 'x.y; DROP'])(
  '%s is no formula',
  (text) => {
    expect(() => parseFormula(text)).toThrow(SyntaxError);
  },
);
