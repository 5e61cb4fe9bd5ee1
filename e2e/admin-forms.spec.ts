import type { Page } from '@playwright/test';
import { expectAccessible } from '@/e2e/support/expect-accessible';
import { expect, test } from '@/e2e/support/fixtures';
import { makeTool, readTool } from '@/e2e/support/tools';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';

const save = (page: Page) => page.getByRole('main').getByRole('button', { name: '保存', exact: true }).first().click();
const titleOf = (page: Page) => page.getByLabel('名称', { exact: true });

async function openTool(page: Page, { id }: AdminTool): Promise<void> {
  await page.goto(`/admin/tools/${id}`);
  await expect(titleOf(page)).toBeVisible();
}

/** The tab is looked at again: what it shows is read anew. */
async function lookAgain(page: Page): Promise<void> {
  // Not before what was read counts as old (5 s).
  await page.clock.fastForward('00:10');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
}

test('a tool that begins to change data keeps the approval that its form shows, and the next save switches nothing off', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await openTool(page, tool);
  await page.getByLabel('作用').selectOption('change');
  await page.getByRole('checkbox', { name: '我确认不需要审批' }).check();
  await save(page);
  await expect(page.getByText('已保存“查物流”')).toBeVisible();
  await expect(page.getByLabel('调用前')).toHaveValue('none');
  expect(await readTool(request, tool.name)).toMatchObject({ effect: 'change', approval: { mode: 'none' } });

  await page.getByLabel('调用前').selectOption('self');
  await save(page);
  await expect.poll(async () => (await readTool(request, tool.name)).approvalMode).toBe('self');
  await titleOf(page).fill('查快递');
  await save(page);
  await expect.poll(async () => (await readTool(request, tool.name)).title).toBe('查快递');
  expect(await readTool(request, tool.name)).toMatchObject({ approvalMode: 'self' });
});

test('what another admin saved is not undone, and nothing that was typed is lost', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await openTool(page, tool);
  await titleOf(page).fill('我的名称');
  const theirs = { approval: { mode: 'approvers', roles: ['admin'] }, hosts: ['api.test', 'b.test'], description: '别人写的说明。' };
  expect((await request.patch(`/api/admin/tools/${tool.id}`, { data: theirs })).ok()).toBe(true);
  await save(page);
  await expect(page.getByRole('alert').filter({ hasText: '别人刚改过这个工具，所以没有保存' })).toBeVisible();
  await expect(titleOf(page)).toHaveValue('我的名称');
  const notice = page.getByRole('status').filter({ hasText: '别人刚改过这个工具' });
  await expect(notice).toBeInViewport();
  await expectAccessible(page);
  expect(await readTool(request, tool.name)).toMatchObject({ title: '查物流', approvalMode: 'approvers' });

  await notice.getByRole('button', { name: '继续写' }).click();
  await expect(notice).toBeHidden();
  await expect(page.getByRole('main').getByRole('button', { name: '保存', exact: true })).toBeFocused();
  await expect(titleOf(page)).toHaveValue('我的名称');
  await expect(page.getByLabel('说明', { exact: true })).toHaveValue('别人写的说明。');
  await expect(page.getByLabel('调用前')).toHaveValue('approvers');
  await save(page);
  await expect(page.getByText('已保存“我的名称”')).toBeVisible();
  expect(await readTool(request, tool.name)).toMatchObject({ title: '我的名称', description: '别人写的说明。', approvalMode: 'approvers', hosts: ['api.test', 'b.test'] });
});

test('a tool that somebody else changed: a form that was not touched follows, one that was asks', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await page.clock.install();
  await openTool(page, tool);
  const description = page.getByLabel('说明', { exact: true });
  const change = async (data: object) => expect((await request.patch(`/api/admin/tools/${tool.id}`, { data })).ok()).toBe(true);
  const notice = page.getByRole('status').filter({ hasText: '别人刚改过这个工具' });
  await change({ description: '第二版。', inputSchema: { ...tool.inputSchema, properties: { no: { type: 'string', title: '单号' } } } });
  await lookAgain(page);
  await expect(description).toHaveValue('第二版。');
  await expect(page.getByLabel('显示名')).toHaveValue('单号');
  await expect(notice).toBeHidden();

  await page.getByLabel('含义').fill('快递单号');
  await change({ description: '第三版。' });
  await lookAgain(page);
  await expect(notice).toBeVisible();
  await expect(description).toHaveValue('第二版。');
  await expect(page.getByLabel('含义')).toHaveValue('快递单号');
  await notice.getByRole('button', { name: '看最新的' }).click();
  await expect(description).toHaveValue('第三版。');
  await expect(page.getByLabel('含义')).toHaveValue('');
  await expect(notice).toBeHidden();
});
