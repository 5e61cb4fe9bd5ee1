import { expect, it } from 'vitest';
import { GrantsPage } from '@/components/admin/grants/grants-page';
import { renderMarkup } from '@/components/testing/render-markup';

it('the matrix shows a built-in tool in the reader’s language, and a title that an admin wrote as it is', () => {
  const tools = [
    { id: 't1', name: 'calculator', title: '计算器' },
    { id: 't2', name: 'weather', title: '公司天气' },
  ].map((tool) => ({ ...tool, effect: 'read', enabled: true, quarantined: false, approvalMode: 'none' }) as const);
  const room = { maxTokens: 10_000, roles: [], person: null };
  const page = <GrantsPage first={{ tools, roles: ['agent'], groups: [], grants: [], room, person: null }} />;
  const english = renderMarkup('en', page);
  expect(english).toContain('aria-label="Calculator, ');
  expect(english).not.toContain('计算器');
  expect(english).toContain('>公司天气</a>');
  expect(renderMarkup('zh', page)).toContain('>计算器</a>');
});
