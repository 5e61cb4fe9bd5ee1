import { expect, it } from 'vitest';
import { filterTools, NO_FILTERS } from '@/components/admin/tools/tool-filters';
import type { AdminToolSummary } from '@/lib/tools/catalogue-contracts';

const base: AdminToolSummary = {
  id: crypto.randomUUID(),
  name: 'get_order',
  title: '查订单',
  description: '按订单号查询物流',
  kind: 'http',
  effect: 'read',
  enabled: true,
  isSample: false,
  source: null,
  quarantinedAt: null,
  approvalMode: 'none',
  updatedAt: '2026-11-22T00:00:00.000Z',
};
const quarantined = {
  ...base,
  name: 'refund',
  title: '退款',
  description: 'Pays back',
  kind: 'mcp' as const,
  quarantinedAt: base.updatedAt,
  source: { id: 's1', kind: 'mcp' as const, name: 'ERP' },
};
const sample = {
  ...base,
  name: 'weather',
  title: '天气',
  description: '未来几天',
  kind: 'builtin' as const,
  enabled: false,
  isSample: true,
};
const tools = [base, quarantined, sample];
const names = (filters: Partial<typeof NO_FILTERS>) =>
  filterTools(tools, { ...NO_FILTERS, ...filters }, 'zh').map(({ name }) => name);

it('finds by every word, wherever it stands, whatever the width and case', () => {
  expect(names({ search: '订单 物流' })).toEqual(['get_order']);
  expect(names({ search: 'ＥＲＰ PAYS' })).toEqual(['refund']);
  expect(names({ search: '订单 天气' })).toEqual([]);
});

it('filters by kind, state and source', () => {
  expect(names({})).toEqual(['get_order', 'refund', 'weather']);
  expect(names({ kind: 'builtin' })).toEqual(['weather']);
  expect(names({ state: 'enabled' })).toEqual(['get_order']);
  expect(names({ state: 'off' })).toEqual(['weather']);
  expect(names({ state: 'quarantined' })).toEqual(['refund']);
  expect(names({ state: 'sample' })).toEqual(['weather']);
  expect(names({ sourceId: 's1' })).toEqual(['refund']);
});

it('finds a tool of Yika’s own by the reader’s words and by the stored ones, and gives it in the reader’s', () => {
  const own = { ...base, name: 'calculator', title: '计算器', description: '' };
  for (const search of ['calcul', '计算'])
    expect(filterTools([own], { ...NO_FILTERS, search }, 'en').map(({ title }) => title)).toEqual(['Calculator']);
});
