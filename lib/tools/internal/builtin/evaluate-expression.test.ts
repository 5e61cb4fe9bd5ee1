import { describe, expect, it, test } from 'vitest';
import { evaluateExpression } from '@/lib/tools/internal/builtin/evaluate-expression';

const value = (expression: string): string => evaluateExpression(expression).value;

describe('evaluateExpression', () => {
  it.each([
    ['0.1+0.2', '0.3'],
    ['(1299.9*3-200)*0.85', '3144.745'],
    ['2+3*4', '14'],
    ['-2^2', '-4'],
    ['2^3^2', '512'],
    ['2^-1', '0.5'],
    ['200*15%', '30'],
    ['1,234,567.5+0.5', '1234568'],
    ['max(1,200,3)', '200'],
    ['sum(1,2,3)/avg(2,4)', '2'],
    ['round(2.345, 2)', '2.35'],
    ['mod(10, 3)', '1'],
    ['sqrt(2)^2', '2'],
    ['１２×（３＋４）÷２', '42'],
    ['9007199254740993*3', '27021597764222979'],
    ['floor(-1.5)+ceil(1.2)+abs(-3)', '3'],
    ['pi', '3.1415926535897932385'],
    ['1e3+.5', '1000.5'],
  ])('%s is %s', (expression, expected) => expect(value(expression)).toBe(expected));

  it('says when it rounded', () => {
    expect(evaluateExpression('1/3')).toEqual({ value: '0.33333333333333333333', isRounded: true });
    expect(evaluateExpression('1/4')).toEqual({ value: '0.25', isRounded: false });
  });

  it.each([
    ['1/0', 'calculator-division-by-zero'],
    ['mod(1,0)', 'calculator-division-by-zero'],
    ['0^-1', 'calculator-division-by-zero'],
    ['sqrt(-1)', 'calculator-not-a-number'],
    ['(-8)^(1/3)', 'calculator-not-a-number'],
    ['ln(0)', 'calculator-not-a-number'],
    ['1+', 'calculator-syntax'],
    ['', 'calculator-syntax'],
    ['1 2', 'calculator-syntax'],
    ['(1', 'calculator-syntax'],
    ['round()', 'calculator-bad-arguments'],
    ['round(1, -3)', 'calculator-bad-arguments'],
    ['round(1, 1e9)', 'calculator-bad-arguments'],
    ['sum()', 'calculator-bad-arguments'],
    ['sqrt(1, 2)', 'calculator-bad-arguments'],
  ])('%s is refused as %s', (expression, code) => {
    expect(() => value(expression)).toThrow(expect.objectContaining({ code }));
  });
});

test('hostile expressions end at once', () => {
  const hostile: readonly (readonly [string, string])[] = [
    ['9^9^9^9', 'calculator-too-large'],
    ['(9^9999)^9999', 'calculator-too-large'],
    ['10^10000*10^10000', 'calculator-too-large'],
    ['1e99999', 'calculator-syntax'],
    ['('.repeat(200) + '1' + ')'.repeat(200), 'calculator-too-deep'],
    ['-'.repeat(400) + '1', 'calculator-too-deep'],
    ['1+'.repeat(300) + '1', 'calculator-too-long'],
    ['process.exit()', 'calculator-syntax'],
    ['constructor', 'calculator-unknown-name'],
    ['constructor(1)', 'calculator-unknown-name'],
    ['tostring()', 'calculator-unknown-name'],
    ['__proto__', 'calculator-syntax'],
    ['globalThis["eval"]("1")', 'calculator-syntax'],
    ['`1`', 'calculator-syntax'],
    ['a=1', 'calculator-syntax'],
    ['1;2', 'calculator-syntax'],
  ];
  for (const [expression, code] of hostile)
    expect(() => value(expression), expression).toThrow(expect.objectContaining({ code }));
});
