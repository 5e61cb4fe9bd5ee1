import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setTabTitle } from '@/components/lib/tab-title';

const page = { title: '一卡' };
beforeEach(() => {
  page.title = '一卡';
  vi.stubGlobal('document', page);
});
afterEach(() => {
  setTabTitle('badge', null);
  setTabTitle('page', null);
  vi.unstubAllGlobals();
});

it('a badge is shown instead of the page’s title, whichever came first', () => {
  setTabTitle('badge', '(1) 已回答');
  setTabTitle('page', '报销 · 一卡');
  expect(page.title).toBe('(1) 已回答');
  setTabTitle('badge', null);
  expect(page.title).toBe('报销 · 一卡');
  setTabTitle('page', null);
  expect(page.title).toBe('一卡');
});

it('a title that the router has set meanwhile stays', () => {
  setTabTitle('page', '报销 · 一卡');
  page.title = '设置 · 一卡';
  setTabTitle('page', null);
  expect(page.title).toBe('设置 · 一卡');
});
