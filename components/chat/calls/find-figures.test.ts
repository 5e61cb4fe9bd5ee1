import { describe, expect, it } from 'vitest';
import { findFigures } from '@/components/chat/calls/find-figures';

const json = (value: unknown, callId = 'a') => ({ callId, type: 'json' as const, text: JSON.stringify(value) });
const texts = (answer: string, ...sources: Parameters<typeof findFigures>[1]) =>
  findFigures(answer, sources).traced.map((figure) => figure.text);

describe('findFigures', () => {
  it('traces decimals, dates, numbers of orders and long numbers', () => {
    const source = json({ 订单号: 'SO-10010', 送达: '2026-11-27', 金额: 1280.5, 运单: 'SF1234567890' });
    expect(texts('订单 SO-10010 预计 2026-11-27 送达，金额 1,280.50 元，运单 sf1234567890。', source)).toEqual([
      'SO-10010',
      '2026-11-27',
      '1,280.50元',
      'sf1234567890',
    ]);
  });

  it('takes a small number only with its unit, from beside it or from the name of its field', () => {
    const source = json({ '降水概率（%）': 89, '最高气温（℃）': 17, 件数: 2 });
    expect(texts('降水概率 89%，最高 17°C，带 2 把伞，第 17 页。', source)).toEqual(['89%', '17°C']);
  });

  it('takes the unit from the label before a number too, in the answer and in the result', () => {
    const source = json({ '相对湿度（%）': 71, '风速（km/h）': 9, 页: 12 });
    expect(texts('相对湿度 71%', { callId: 'a', type: 'text', text: '相对湿度（%）：71' })).toEqual(['71%']);
    expect(texts('- 相对湿度（%）：71\n- **风速（km/h）**：9\n- 相对湿度（%）：12', source)).toEqual(['71%', '9km/h']);
    expect(texts('| 项 | 湿度 (%) |\n| --- | ---: |\n| 今天 | 71 |\n| 12 | 9 |\n\n共 71 项', source)).toEqual(['71%']);
  });

  it('reads full-width digits and leaves code, links and addresses alone', () => {
    const source = json({ 总额: 4500, 编号: 20261 });
    expect(
      texts('总额４５００元。`20261` [说明](https://x.test/20261) https://x.test/20261\n```\n20261\n```', source),
    ).toEqual(['4500元']);
  });

  it('names the first call that has it, each figure once, and nothing that was worked out', () => {
    const found = findFigures('合计 300.5，分别 100.25 和 200.25；又是 100.25。', [
      json({ a: 100.25 }, 'first'),
      json({ b: [100.25, 200.25] }, 'second'),
    ]);
    expect(found.traced).toMatchObject([
      { text: '100.25', callId: 'first', field: 'a' },
      { text: '200.25', callId: 'second', field: 'b' },
    ]);
    expect(found.total).toBe(3);
  });

  it('reads plain text and JSON that was cut short', () => {
    expect(texts('共 12,345 条', { callId: 'a', type: 'text', text: '匹配 12345 条记录' })).toEqual(['12,345']);
    expect(texts('运费 18.5', { callId: 'a', type: 'json', text: '{"运费": 18.5, "备' })).toEqual(['18.5']);
  });
});
