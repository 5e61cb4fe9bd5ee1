import type { Page } from '@playwright/test';
import { callByHand, seedGrant, seedTool } from '@/e2e/access/seed-tool';
import { expectAccessible } from '@/e2e/support/expect-accessible';
import { expect, PHONE, test } from '@/e2e/support/fixtures';
import { approvalInboxSchema } from '@/lib/tool-calls/contracts';
import { askRefund, readCall } from '@/e2e/support/approvals';

async function stubCount(page: Page, count: number): Promise<void> {
  await page.route('**/api/approvals/count', (route) => route.fulfill({ json: { count } }));
}

test('what is decided keeps its place and the focus: no other call comes under the pointer', async ({
  signInAs,
  database,
}) => {
  const { page, person, request } = await signInAs('agent');
  const tool = await seedTool(database, { effect: 'change', approval: { mode: 'self' } });
  await seedGrant(database, tool.id, person.id);
  for (const expression of ['1+1', '1+2', '1+3']) await callByHand(request, tool.id, expression);
  await page.goto('/approvals');
  const items = page.locator('[data-call]');
  await expect(items).toHaveCount(3);
  const first = items.first();
  const confirm = await first.getByRole('button', { name: '确认执行' }).boundingBox();
  if (confirm === null) throw new Error('nothing to press');
  // Twice on the same place, as people do.
  for (let press = 0; press < 2; press += 1) {
    await page.mouse.click(confirm.x + confirm.width / 2, confirm.y + confirm.height / 2);
    await expect(first.getByRole('status')).toContainText('已执行');
  }
  await expect(items).toHaveCount(3);
  await expect(page.getByRole('button', { name: '确认执行' })).toHaveCount(2);
  expect(
    await database.query(
      `SELECT 1 FROM approval a JOIN tool_call c ON c.id = a.call_id WHERE c.requester_id = $1 AND a.state = 'approved'`,
      [person.id],
    ),
  ).toMatchObject({ rowCount: 1 });

  await items.nth(1).getByRole('button', { name: '取消执行' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: '拒绝', exact: true }).press('Enter');
  await expect(items.nth(1).getByRole('status')).toContainText('已拒绝');
  await expect(
    page
      .getByRole('listitem')
      .filter({ has: page.locator('[data-call]') })
      .nth(1),
  ).toBeFocused();
  await page.getByRole('button', { name: '清除已处理的' }).press('Enter');
  await expect(items).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('how much waits is in sight while the sidebar is folded, and among the admin’s places', async ({ signInAs }) => {
  const { page } = await signInAs('admin');
  await stubCount(page, 3);
  await page.goto('/');
  const link = page.getByRole('link', { name: '待我审批 3 件待处理' });
  await expect(page.getByRole('complementary', { name: '对话与账号' }).locator(link)).toBeVisible();
  await page.getByRole('button', { name: '收起侧栏' }).click();
  await expect(page.getByRole('banner').locator(link)).toBeVisible();
  await page.goto('/admin/people');
  await expect(page.getByRole('banner').locator(link)).toBeVisible();
  await expectAccessible(page);
});

test('how long ago it was asked for goes on while nothing else changes', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const agent = await signInAs('agent');
  const call = await askRefund(agent, admin.request, {
    order_no: 'SO-10014',
    amount: 1,
    reason: `等着 ${crypto.randomUUID().slice(0, 8)}`,
  });
  await agent.page.clock.install();
  await agent.page.goto('/approvals');
  const item = agent.page.locator(`[data-call="${call.id}"]`);
  await expect(item).toContainText('你发起 · 刚刚');
  await agent.page.clock.fastForward('05:30');
  await expect(item).toContainText(/你发起 · [56] 分钟前/);
});

test('the heading of a partly loaded inbox has the whole number', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const agent = await signInAs('agent');
  await askRefund(agent, admin.request, {
    order_no: 'SO-10014',
    amount: 1,
    reason: `很多 ${crypto.randomUUID().slice(0, 8)}`,
  });
  await stubCount(admin.page, 120);
  await admin.page.route('**/api/approvals', async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      json: { ...approvalInboxSchema.parse(await response.json()), nextCursor: 'more' },
    });
  });
  await admin.page.goto('/approvals');
  await expect(admin.page.getByRole('status').filter({ hasText: '120 件待处理' })).toBeVisible();
});

test('the requester sees that it waits for others, without a button', async ({ signInAs }) => {
  const agent = await signInAs('agent');
  const admin = await signInAs('admin');
  const call = await askRefund(agent, admin.request, {
    order_no: 'SO-10015',
    amount: 1,
    reason: `等待 ${crypto.randomUUID().slice(0, 8)}`,
  });
  await agent.page.goto('/approvals');
  const mine = agent.page.getByRole('region', { name: '我发起的，等别人审批' }).locator(`[data-call="${call.id}"]`);
  await expect(mine).toContainText('等待审批：管理员');
  await expect(mine.getByRole('button', { name: '批准' })).toHaveCount(0);
  await expect(agent.page.getByText('没有待审批的调用')).toBeVisible();
  await expectAccessible(agent.page);
});

test.describe('on a phone, dark', () => {
  test.use({ ...PHONE, colorScheme: 'dark' });

  test('an approver decides with one thumb', async ({ signInAs }) => {
    const admin = await signInAs('admin');
    const agent = await signInAs('agent');
    const call = await askRefund(agent, admin.request, {
      order_no: 'SO-10016',
      amount: 1,
      reason: `手机 ${crypto.randomUUID().slice(0, 8)}`,
    });
    await admin.page.goto('/approvals');
    const item = admin.page.locator(`[data-call="${call.id}"]`);
    const approve = item.getByRole('button', { name: '批准', exact: true });
    await expect(approve).toBeVisible();
    expect((await approve.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
    await expectAccessible(admin.page);
    await approve.click();
    await expect.poll(async () => (await readCall(agent, call)).state).toBe('done');
  });

  test('how much waits is in sight without the sidebar, and leads to it', async ({ signInAs }) => {
    const { page } = await signInAs('admin');
    await stubCount(page, 3);
    await page.goto('/');
    const badge = page.getByRole('banner').getByRole('link', { name: '待我审批 3 件待处理' });
    await expect(badge).toBeVisible();
    await expectAccessible(page);
    await badge.tap();
    await expect(page.getByRole('heading', { level: 1, name: '待我审批' })).toBeVisible();
  });
});
