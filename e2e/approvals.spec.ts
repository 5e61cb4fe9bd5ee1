import type pg from 'pg';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { seedGrant, seedTool } from '@/e2e/access/seed-tool';
import { expectAccessible } from '@/e2e/support/expect-accessible';
import { expect, test, type SignedIn } from '@/e2e/support/fixtures';
import { newToolName } from '@/e2e/support/tools';
import type { JsonObject } from '@/lib/tools/contracts';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';
import { askRefund, ask, readCall } from '@/e2e/support/approvals';

/** The same of a refund whose arguments an administrator may change: without four eyes. */
async function askChangeable(agent: SignedIn, database: pg.Pool, given: JsonObject): Promise<ToolCallDto> {
  const toolId = newId();
  await database.query(
    `INSERT INTO tool (id, name, title, description, kind, input_schema, definition, effect, enabled, hosts, intranet_hosts, timeout_ms, approval, fingerprint, is_sample, updated_at)
     SELECT $1, $2, title, description, kind, input_schema, definition, effect, enabled, hosts, intranet_hosts, timeout_ms, approval || '{"fourEyes":false}', fingerprint, is_sample, now()
     FROM tool WHERE name = 'refund_order' AND deleted_at IS NULL`,
    [toolId, newToolName('refund')],
  );
  await seedGrant(database, toolId, agent.person.id);
  return ask(agent, toolId, given);
}

test('an approver sees the count and the exact arguments, changes them, and approves the change', async ({
  signInAs,
  database,
}) => {
  const admin = await signInAs('admin', '主管老陈');
  const agent = await signInAs('agent', '客服小何');
  await admin.page.goto('/');
  const reason = `包装破损 ${crypto.randomUUID().slice(0, 8)}`;
  const call = await askChangeable(agent, database, { order_no: 'SO-10018', amount: 3, reason });
  const link = admin.page.getByRole('link', { name: /待我审批/ });
  // Calls of other tests wait too. A look at the tab during hydration, or while the count is being read,
  // changes nothing.
  await expect(async () => {
    const { count } = z
      .object({ count: z.int().positive() })
      .parse(await (await admin.request.get('/api/approvals/count')).json());
    await admin.page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    await expect(link).toHaveAccessibleName(`待我审批 ${count} 件待处理`, { timeout: 2_000 });
  }).toPass();
  await link.click();
  const item = admin.page.locator(`[data-call="${call.id}"]`);
  // Anybody may call themselves that; the account stands beside it.
  await expect(item).toContainText(`客服小何 (${agent.person.email}) 发起`);
  await expect(item).toContainText(reason);
  // In the order of the tool's schema and as people call them, their own names beside it.
  await expect(item.locator('dl').first().locator('dt')).toHaveText([
    '订单号 order_no',
    '退款金额（元） amount',
    '退款原因 reason',
  ]);
  await expect(item).toContainText(/还剩 \d+ 分钟/);
  await expectAccessible(admin.page);

  await item.getByRole('button', { name: '改参数' }).click();
  await expect(item.getByLabel('订单号')).toBeFocused();
  await item.getByRole('button', { name: '放弃修改' }).click();
  await expect(item.getByRole('button', { name: '改参数' })).toBeFocused();
  await admin.page.keyboard.press('Enter');
  await item.getByLabel('退款金额（元）').fill('０');
  await item.getByRole('button', { name: '核对改动' }).click();
  await expect(item.getByLabel('退款金额（元）')).toBeFocused();
  await item.getByLabel('退款金额（元）').fill('2.5');
  await item.getByRole('button', { name: '核对改动' }).click();
  await expect(item.getByRole('row', { name: /amount/ })).toContainText('2.5');
  await expectAccessible(admin.page);
  await item.getByRole('button', { name: '按改后的参数批准' }).click();
  // It says what it led to, where it stood, until it is cleared.
  await expect(item.getByRole('status')).toContainText('已执行');
  await expectAccessible(admin.page);
  await admin.page.getByRole('button', { name: '清除已处理的' }).click();
  await expect(item).toHaveCount(0);
  await expect.poll(async () => (await readCall(agent, call)).state).toBe('done');
  const done = await readCall(agent, call);
  expect(done.arguments).toMatchObject({ amount: 2.5 });
  expect(done.approval).toMatchObject({
    state: 'approved',
    originalArguments: { amount: 3 },
    decidedBy: { name: '主管老陈' },
  });
});

test('two approvers: the one who comes too late sees who decided', async ({ signInAs, database }) => {
  const first = await signInAs('admin', '主管甲');
  const second = await signInAs('admin', '主管乙');
  const agent = await signInAs('agent');
  const call = await askChangeable(agent, database, {
    order_no: 'SO-10013',
    amount: 1,
    reason: `晚到 ${crypto.randomUUID().slice(0, 8)}`,
  });
  await second.page.goto('/approvals');
  const theirs = second.page.locator(`[data-call="${call.id}"]`);
  await expect(theirs).toBeVisible();
  await theirs.getByRole('button', { name: '改参数' }).click();

  await first.page.goto('/approvals');
  const refuse = first.page.locator(`[data-call="${call.id}"]`).getByRole('button', { name: '拒绝' });
  await refuse.press('Enter');
  await expect(first.page.getByRole('dialog').getByLabel('理由')).toBeVisible();
  await expectAccessible(first.page);
  await first.page.keyboard.press('Escape');
  await expect(refuse).toBeFocused();
  await refuse.click();
  await first.page.getByRole('dialog').getByLabel('理由').fill('金额不对');
  await first.page.getByRole('dialog').getByRole('button', { name: '拒绝' }).click();
  await expect(first.page.locator(`[data-call="${call.id}"]`).getByRole('status')).toContainText('已拒绝');

  await expect(theirs).toContainText('主管甲', { timeout: 20_000 });
  await expect(theirs).toContainText('理由：金额不对');
  await expectAccessible(second.page);
  expect((await readCall(agent, call)).error).toMatchObject({ code: 'approval-refused' });
});

test('deciding about what was just decided changes nothing and says so', async ({ signInAs }) => {
  const first = await signInAs('admin');
  const second = await signInAs('admin');
  const agent = await signInAs('agent');
  const call = await askRefund(agent, first.request, {
    order_no: 'SO-10019',
    amount: 1,
    reason: `同时 ${crypto.randomUUID().slice(0, 8)}`,
  });
  await second.page.goto('/approvals');
  const theirs = second.page.locator(`[data-call="${call.id}"]`);
  await theirs.getByRole('button', { name: '批准', exact: true }).waitFor();
  // Under four eyes nobody changes what they approve.
  await expect(theirs.getByRole('button', { name: '改参数' })).toHaveCount(0);
  await expect(theirs).toContainText('这是双人审批，不能改参数');
  // The page does not learn of it before the button is pressed.
  await second.page.route('**/api/approvals', (route) =>
    route.request().method() === 'GET' ? route.abort() : route.continue(),
  );
  const refused = await first.request.post(`/api/approvals/${call.approval?.id ?? ''}`, {
    data: { decision: 'refuse', argumentHash: call.approval?.argumentHash },
  });
  expect(refused.ok()).toBe(true);
  await theirs.getByRole('button', { name: '批准', exact: true }).click();
  await expect(theirs.getByRole('button', { name: '批准', exact: true })).toHaveCount(0);
  await expect(theirs.getByRole('status')).not.toContainText('已执行');
  expect((await readCall(agent, call)).state).toBe('refused');
});

test('a refusal that does not get through keeps its reason, and says why', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const agent = await signInAs('agent');
  const call = await askRefund(agent, admin.request, {
    order_no: 'SO-10019',
    amount: 1,
    reason: `断网 ${crypto.randomUUID().slice(0, 8)}`,
  });
  await admin.page.goto('/approvals');
  const item = admin.page.locator(`[data-call="${call.id}"]`);
  await item.getByRole('button', { name: '拒绝', exact: true }).click();
  const dialog = admin.page.getByRole('dialog');
  await dialog.getByLabel('理由').fill('先核对签收记录');
  await admin.context.setOffline(true);
  await dialog.getByRole('button', { name: '拒绝', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('连不上');
  await expect(dialog.getByLabel('理由')).toHaveValue('先核对签收记录');
  await admin.context.setOffline(false);
  await dialog.getByRole('button', { name: '拒绝', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(item.getByRole('status')).toContainText('已拒绝');
  expect((await readCall(agent, call)).approval).toMatchObject({ state: 'refused', reason: '先核对签收记录' });
});

test('a call that cannot be made any more is taken off, with the reason', async ({ signInAs, database }) => {
  const admin = await signInAs('admin');
  const agent = await signInAs('agent');
  const call = await askChangeable(agent, database, {
    order_no: 'SO-10019',
    amount: 1,
    reason: `撤权 ${crypto.randomUUID().slice(0, 8)}`,
  });
  await admin.page.goto('/approvals');
  const item = admin.page.locator(`[data-call="${call.id}"]`);
  await item.getByRole('button', { name: '批准', exact: true }).waitFor();
  await seedGrant(database, call.toolId ?? '', agent.person.id, 'deny');
  await item.getByRole('button', { name: '批准', exact: true }).click();
  await expect(admin.page.getByText('没有执行：发起人已经不能用这个工具。')).toBeVisible();
  await expect(item.getByRole('button', { name: '批准', exact: true })).toHaveCount(0);
  expect(await readCall(agent, call)).toMatchObject({
    state: 'refused',
    error: { code: 'tool-not-granted' },
    approval: { state: 'cancelled' },
  });
});

test('an approval whose call fails says so, with the reason, and never that it was done', async ({
  signInAs,
  database,
}) => {
  const admin = await signInAs('admin');
  const agent = await signInAs('agent');
  const call = await askChangeable(agent, database, {
    order_no: 'SO-99999',
    amount: 1,
    reason: `查无此单 ${crypto.randomUUID().slice(0, 8)}`,
  });
  await admin.page.goto('/approvals');
  const item = admin.page.locator(`[data-call="${call.id}"]`);
  await item.getByRole('button', { name: '批准', exact: true }).click();
  await expect(item.getByRole('status')).toContainText('执行失败');
  await expect(item).toContainText('404');
  await expect(admin.page.getByText('已批准', { exact: false }).filter({ hasText: '“' })).toHaveCount(0);
});

test('the card shows what an admin linked to the tool, looked up with the approver’s rights, and keeps it after the decision', async ({
  signInAs,
  database,
}) => {
  const admin = await signInAs('admin');
  const agent = await signInAs('agent');
  const call = await askRefund(agent, admin.request, {
    order_no: 'SO-10017',
    amount: 1,
    reason: `核对 ${crypto.randomUUID().slice(0, 8)}`,
  });
  await admin.page.goto('/approvals');
  const item = admin.page.locator(`[data-call="${call.id}"]`);
  const shown = item.getByRole('group', { name: '相关信息' });
  await expect(shown.getByRole('heading', { name: '查询订单' })).toBeVisible();
  await expect(shown).toContainText('SO-10017');
  await expectAccessible(admin.page);
  const { rows } = await database.query(
    `SELECT c.requester_id AS id FROM tool_call c WHERE c.tool_name = 'get_order' AND c.requester_id = $1 AND c.arguments ->> 'order_no' = 'SO-10017'`,
    [admin.person.id],
  );
  expect(rows).toHaveLength(1);
  await item.getByRole('button', { name: '拒绝', exact: true }).click();
  await admin.page.getByRole('dialog').getByRole('button', { name: '拒绝', exact: true }).click();
  await expect(item.getByRole('status')).toContainText('已拒绝');
  await expect(shown).toContainText('SO-10017');
});

test('an admin links a look-up to a tool in its form', async ({ signInAs, database }) => {
  const admin = await signInAs('admin');
  const { id } = await seedTool(database, { effect: 'change', approval: { mode: 'self' } });
  await admin.page.goto(`/admin/tools/${id}`);
  const field = admin.page.getByRole('group', { name: '审批时一并显示的查询' });
  await field.getByLabel('添加查询').selectOption({ label: '查询订单' });
  await field.getByLabel('订单号').selectOption({ label: 'expression' });
  await expectAccessible(admin.page);
  await admin.page.getByRole('button', { name: '保存' }).click();
  await expect
    .poll(
      async () =>
        (
          await database.query<{ links: unknown }>(
            `SELECT approval -> 'lookUps' -> 0 -> 'arguments' AS links FROM tool WHERE id = $1`,
            [id],
          )
        ).rows[0]?.links,
    )
    .toEqual([{ name: 'order_no', from: 'expression' }]);
});
