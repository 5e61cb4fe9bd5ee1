import { expect, it } from 'vitest';
import { renderMarkup } from '@/components/testing/render-markup';
import { ValueView } from '@/components/calls/result/value-view';
import type { Json } from '@/components/lib/json';

const shown = (value: Json, full = false) => renderMarkup('zh', <ValueView value={value} full={full} />);
const wide = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`字段${at}`, at]));

it('says yes and no in a table, deep inside and as a fact', () => {
  for (const value of [
    [{ 名称: '杯子', 易碎: true }],
    { a: { b: { c: { d: { 易碎: true, 其他: 1 } } } } },
    { 易碎: true },
  ]) {
    expect(shown(value)).toContain('是');
    expect(shown(value)).not.toMatch(/>[^<]*true/);
  }
});

it('shows the first of thousands of values and says how many there are; of arguments every one', () => {
  expect(shown(wide)).toContain('还有 2,940 项');
  expect(shown(wide).match(/<dt/g)).toHaveLength(60);
  expect(shown(wide, true).match(/<dt/g)).toHaveLength(3_000);
});

it('writes dates and times as people do, wherever they stand; arguments stay exact', () => {
  const time = '2026-12-01T03:36';
  for (const value of [{ 时间: time }, [{ 时间: time, 气温: 4 }], [time], { a: { b: { c: { d: { 时间: time } } } } }]) {
    expect(shown(value)).toContain('2026年12月1日 03:36');
    expect(shown(value)).not.toContain(time);
  }
  expect(shown({ 日期: '2026-12-01' })).toContain('2026年12月1日');
  expect(shown({ 时间: time }, true)).toContain(time);
});
