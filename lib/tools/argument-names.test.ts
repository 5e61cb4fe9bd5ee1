import { describe, expect, it } from 'vitest';
import { argumentNames } from '@/lib/tools/argument-names';

const names = (schema: Parameters<typeof argumentNames>[0]): string[] =>
  argumentNames(schema).map(({ path, title }) => `${path.join('.')} ${title}`);

describe('argumentNames', () => {
  it('keeps the order of the schema and takes titles, else names', () => {
    expect(
      names({
        type: 'object',
        properties: { order_no: { title: ' 订单号 ' }, amount: { title: '' }, reason: true, a: { type: 'string' } },
      }),
    ).toEqual(['order_no 订单号', 'amount amount', 'a a']);
  });

  it('goes into objects and the items of lists, through references inside of the schema', () => {
    const line = { type: 'object', properties: { sku: { title: '货号' } } };
    const schema = {
      properties: {
        lines: { title: '商品', type: 'array', items: { $ref: '#/$defs/line' } },
        to: { $ref: '#/$defs/to', title: '收货' },
      },
      $defs: { line, to: { title: '地址', properties: { city: { title: '城市' } } } },
    };
    expect(names(schema)).toEqual(['lines 商品', 'lines.sku 货号', 'to 收货', 'to.city 城市']);
  });

  it('ends in what refers to itself, to elsewhere or to nothing, and in what is too much', () => {
    expect(
      names({
        properties: { me: { $ref: '#/properties/me' }, away: { $ref: 'https://x.test/a' }, none: { $ref: '#/no' } },
      }),
    ).toEqual(['me me', 'away away', 'none none']);
    expect(
      names({
        properties: { child: { $ref: '#/$defs/t' } },
        $defs: { t: { properties: { child: { $ref: '#/$defs/t' } } } },
      }),
    ).toEqual(['child child', 'child.child child', 'child.child.child child']);
    expect(
      argumentNames({
        properties: Object.fromEntries(
          Array.from({ length: 300 }, (_, index) => [`a${index}`, { title: 'x'.repeat(500) }]),
        ),
      }),
    ).toHaveLength(100);
    expect(names({ properties: { a: { title: 'x'.repeat(500) } } })).toEqual([`a ${'x'.repeat(60)}`]);
  });
});
