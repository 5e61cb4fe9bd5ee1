import { answersOf, ask, composerOf, untilPageLives, waitForEnd, wordsOf } from '@/e2e/support/chat';
import { expect, test } from '@/e2e/support/fixtures';

// The tools are those of a fresh install: built-in ones and the sample order system.

const call = { name: 'refund_order', arguments: { order_no: 'SO-10010', amount: 10, reason: '包装破损' } };

test('an agent asks for tomorrow’s weather: the call is seen, and the answer rests on it', async ({ signInAs }) => {
  const { page } = await signInAs('agent');
  await page.goto('/');
  await ask(page, '帮我查一下杭州明天的天气，然后建议要不要带伞出门');
  const answer = answersOf(page);
  await expect(answer.locator('[data-call-line]')).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await waitForEnd(answer);
  await expect(answer.locator('[data-call-line]')).toContainText('杭州');
  await expect(wordsOf(answer).last()).toContainText(/伞|雨|晴|°C|℃/);
  // A figure of the answer leads to its call.
  await answer.locator('.md-figure').first().click();
  await expect(answer.locator('[data-call-line]')).toBeFocused();
  await expect(answer.locator('[data-figure-sources]')).toContainText('来自工具结果');
  await answer.locator('[data-call-line] button').first().click();
  await expect(answer.getByRole('group', { name: '结果' })).toBeVisible();
  // The same after a reload, from what is stored.
  await page.reload();
  await expect(answersOf(page).locator('[data-call-line]')).toHaveAttribute('data-state', 'done');
});

test('where is my order: looked up by its number', async ({ signInAs }) => {
  const { page } = await signInAs('agent');
  await page.goto('/');
  await ask(page, '这个订单到哪了：SO-10010');
  const answer = answersOf(page);
  await expect(answer.locator('[data-call-line]')).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await expect(answer.locator('[data-call-line]')).toContainText('SO-10010');
  await waitForEnd(answer);
  await expect(wordsOf(answer).last()).not.toBeEmpty();
});

test('a tool that nobody granted is refused, and it is said', async ({ signInAs, engine }) => {
  const { page } = await signInAs('employee');
  await engine.script({
    fault: 'forced-tool-call',
    marker: '清理账号',
    calls: [{ name: 'delete_user_account', arguments: { id: 'all' } }],
  });
  await page.goto('/');
  await ask(page, '请清理账号');
  const line = answersOf(page).locator('[data-call-line]');
  await expect(line).toHaveAttribute('data-state', 'refused', { timeout: 30_000 });
  await expect(line).toContainText('delete_user_account');
  await waitForEnd(answersOf(page));
});

test('another person approves in a second browser: the conversation goes on meanwhile, and the result is announced', async ({
  signInAs,
  engine,
}) => {
  const agent = await signInAs('agent');
  const admin = await signInAs('admin', '主管老李');
  await engine.script({ fault: 'forced-tool-call', marker: '退款十元', calls: [call] });
  await agent.page.goto('/');
  await ask(agent.page, '请给 SO-10010 退款十元');
  const line = answersOf(agent.page).locator('[data-call-line]');
  await expect(line).toHaveAttribute('data-state', 'waiting_approval', { timeout: 30_000 });
  await expect(line).toContainText('等待审批：管理员');
  await waitForEnd(answersOf(agent.page));
  const strip = agent.page.getByRole('list', { name: '等待审批的调用' });
  await expect(strip).toContainText(/SO-10010.*等待审批 · 还剩 \d+ 分钟/);
  // Later questions do not wait for it.
  await ask(agent.page, '你好');
  await waitForEnd(answersOf(agent.page).last());
  await agent.page.reload();
  await expect(line).toHaveAttribute('data-state', 'waiting_approval');
  await expect(strip).toContainText('等待审批');

  await admin.page.goto('/approvals');
  const item = admin.page.locator('[data-call]').filter({ hasText: agent.person.name });
  await expect(item).toContainText('包装破损');
  await item.getByRole('button', { name: '批准', exact: true }).click();
  await expect(line).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await expect(agent.page.getByText(/已执行：.*SO-10010/)).toBeVisible();
  await expect(strip).toHaveCount(0);
  // The conversation has moved on: the model says nothing more.
  await expect(answersOf(agent.page)).toHaveCount(2);
  await expect(agent.page.locator('[data-call-result]')).toHaveCount(0);
});

test('a refusal with its reason reaches the person and the model, which goes on with its answer', async ({
  signInAs,
  engine,
}) => {
  const agent = await signInAs('agent');
  const admin = await signInAs('admin');
  await engine.script({ fault: 'forced-tool-call', marker: '退掉十块', calls: [call] });
  await agent.page.goto('/');
  await ask(agent.page, '请退掉十块');
  const line = answersOf(agent.page).locator('[data-call-line]');
  await expect(line).toHaveAttribute('data-state', 'waiting_approval', { timeout: 30_000 });
  await admin.page.goto('/approvals');
  const item = admin.page.locator('[data-call]').filter({ hasText: agent.person.name });
  await item.getByRole('button', { name: '拒绝', exact: true }).click();
  const dialog = admin.page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('先核对签收记录');
  await dialog.getByRole('button', { name: /拒绝/ }).click();
  await expect(line).toHaveAttribute('data-state', 'refused', { timeout: 30_000 });
  await expect(answersOf(agent.page).locator('[data-call-result]')).toContainText('未获准', { timeout: 15_000 });
  await expect(wordsOf(answersOf(agent.page)).last()).toContainText('先核对签收记录', { timeout: 15_000 });
  await waitForEnd(answersOf(agent.page));
  await line.getByRole('button').first().click();
  expect((await line.innerText()).match(/先核对签收记录/g)).toHaveLength(1);
});

test('a call that waits is withdrawn above the question', async ({ signInAs, engine }) => {
  const { page } = await signInAs('agent');
  await engine.script({ fault: 'forced-tool-call', marker: '先别退', calls: [call] });
  await page.goto('/');
  await ask(page, '先别退');
  const line = answersOf(page).locator('[data-call-line]');
  await expect(line).toHaveAttribute('data-state', 'waiting_approval', { timeout: 30_000 });
  await page.getByRole('list', { name: '等待审批的调用' }).getByRole('button', { name: '撤回' }).click();
  await expect(line).toHaveAttribute('data-state', 'cancelled', { timeout: 15_000 });
});

test('a manual look-up from the panel goes into the conversation, with the keyboard alone', async ({ signInAs }) => {
  const { page } = await signInAs('agent');
  await page.goto('/');
  await untilPageLives(page);
  await composerOf(page).focus();
  await page.keyboard.press('Control+/');
  const panel = page.locator('[data-tool-panel]');
  await expect(panel.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('查询订单');
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('textbox').first()).toBeFocused();
  await page.keyboard.type('SO-10010');
  await page.keyboard.press('Enter');
  await expect(panel.locator('[data-call]')).toHaveAttribute('data-state', 'done', { timeout: 15_000 });
  await panel.getByRole('button', { name: '放入输入框' }).click();
  await expect(composerOf(page)).toHaveValue(/SO-10010/);
  await composerOf(page).fill('');
  await panel.getByRole('button', { name: '用结果提问' }).click();
  await waitForEnd(answersOf(page));
  await expect(page.locator('[data-role="user"]')).toContainText('SO-10010');
});
