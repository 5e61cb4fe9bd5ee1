import { describe, expect, it } from 'vitest';
import { plainText, shapeOf } from '@/components/calls/result/result-shape';

describe('shapeOf', () => {
  it('makes a table of objects, with the columns of all of them', () => {
    expect(
      shapeOf([
        { id: 1, state: '已发货' },
        { id: 2, note: 'x' },
      ]),
    ).toEqual({
      kind: 'table',
      columns: ['id', 'state', 'note'],
      rows: [
        [1, '已发货', undefined],
        [2, undefined, 'x'],
      ],
    });
  });

  it('makes a table of series side by side', () => {
    expect(shapeOf({ time: ['01', '02'], temperature: [3.5, 4] })).toEqual({
      kind: 'table',
      columns: ['time', 'temperature'],
      rows: [
        ['01', 3.5],
        ['02', 4],
      ],
    });
    expect(shapeOf({ time: ['01', '02'], temperature: [3.5] }).kind).toBe('facts');
  });

  it('makes a list of plain or mixed values, and of objects too wide for a table', () => {
    expect(shapeOf(['a', { b: 1 }]).kind).toBe('list');
    expect(shapeOf([Object.fromEntries(Array.from({ length: 13 }, (_, key) => [`k${key}`, key]))]).kind).toBe('list');
  });

  it('recognises what is empty', () => {
    for (const value of [null, '', [], {}]) expect(shapeOf(value)).toEqual({ kind: 'empty' });
    for (const value of [0, false]) expect(shapeOf(value)).toEqual({ kind: 'scalar', value });
  });
});

describe('plainText', () => {
  const words = { yes: '是', no: '否' };

  it('is what one would write to a customer', () => {
    expect(
      plainText({ 订单: 'A1', 件数: 2, 物流: { 公司: '顺丰', 备注: null }, 商品: [{ 名称: '杯子', 数量: 2 }] }, words),
    ).toBe('订单: A1\n件数: 2\n物流:\n  公司: 顺丰\n  备注: \n商品:\n  名称\t数量\n  杯子\t2');
    expect(plainText(['a', 'b'], words)).toBe('- a\n- b');
  });

  it('says yes and no as people do, wherever they stand', () => {
    expect(plainText({ 已付款: true, 标记: [true, false], 商品: [{ 名称: '杯子', 易碎: false }] }, words)).toBe(
      '已付款: 是\n标记:\n  - 是\n  - 否\n商品:\n  名称\t易碎\n  杯子\t否',
    );
  });
});
