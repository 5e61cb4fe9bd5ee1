import type { Locator } from '@playwright/test';
import type pg from 'pg';
import { seedGrant, seedTool } from '@/e2e/access/seed-tool';
import { answersOf, ask, waitForEnd } from '@/e2e/support/chat';
import type { EngineControl } from '@/e2e/support/engine-control';
import { expect, test, type SignedIn } from '@/e2e/support/fixtures';

// A call in an answer that waits for the very person who reads it.

/** Makes the model ask for a call that this person has to confirm. */
async function askForConfirmation(
  { page, person }: SignedIn,
  database: pg.Pool,
  engine: EngineControl,
): Promise<Locator> {
  const { id, name } = await seedTool(database, { effect: 'change', approval: { mode: 'self' } });
  await seedGrant(database, id, person.id);
  await engine.script({ fault: 'forced-tool-call', marker: name, calls: [{ name, arguments: { expression: '1+1' } }] });
  await ask(page, `请计算 ${name}`);
  return answersOf(page).last().locator('[data-call-line]');
}

/** The same in a new conversation, once it waits. */
async function openWaiting(agent: SignedIn, database: pg.Pool, engine: EngineControl): Promise<Locator> {
  await agent.page.goto('/');
  const line = await askForConfirmation(agent, database, engine);
  await expect(line).toHaveAttribute('data-state', 'waiting_approval', { timeout: 30_000 });
  return line;
}

test('Esc goes a step back from the edited arguments and stops nothing', async ({ signInAs, database, engine }) => {
  const agent = await signInAs('agent');
  const line = await openWaiting(agent, database, engine);
  const field = line.getByLabel('expression');
  await line.getByRole('button', { name: '改参数' }).click();
  await field.fill('2+2');
  await field.press('Escape');
  await expect(line.getByRole('button', { name: '改参数' })).toBeFocused();
  await agent.page.keyboard.press('Enter');
  await expect(field).toHaveValue('1+1');
  await field.fill('3+4');
  await line.getByRole('button', { name: '核对改动' }).click();
  await expect(line.getByRole('button', { name: '按改后的参数批准' })).toBeFocused();
  // Nothing in the comparison takes the focus away from it.
  await line.getByRole('cell', { name: '3+4' }).click();
  await agent.page.keyboard.press('Escape');
  await expect(field).toHaveValue('3+4');
  await expect(field).toBeFocused();
  await line.getByRole('button', { name: '核对改动' }).click();
  await line.getByRole('button', { name: '按改后的参数批准' }).click();
  await expect(line).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await waitForEnd(answersOf(agent.page));
});

test('a call whose part of the page could not be fetched does not vanish: it is fetched by a press', async ({
  signInAs,
  database,
  engine,
}) => {
  const agent = await signInAs('agent');
  const { page } = agent;
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await page.route('**/_next/static/chunks/**', (route) => route.abort());
  const line = await askForConfirmation(agent, database, engine);
  const answer = answersOf(page).last();
  await expect(answer.getByRole('alert')).toContainText('这一部分没能加载', { timeout: 30_000 });
  await page.unroute('**/_next/static/chunks/**');
  await answer.getByRole('button', { name: '重试' }).click();
  await expect(line).toHaveAttribute('data-state', 'waiting_approval');
  await line.getByRole('button', { name: '确认执行' }).click();
  await expect(line).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
});

test('a call that cannot be read says so, and is read by a press', async ({ signInAs, database, engine }) => {
  const agent = await signInAs('agent');
  const { page } = agent;
  const line = await openWaiting(agent, database, engine);
  await line.getByRole('button', { name: '确认执行' }).click();
  await expect(line).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  // The answer may go on with the result; while it is written its calls come with its stream.
  const open = `SELECT (SELECT count(*) FROM run WHERE person_id = $1 AND status IN ('held', 'queued', 'running', 'waiting_approval'))
    + (SELECT count(*) FROM tool_call WHERE requester_id = $1 AND follow_up = 'owed') AS count`;
  await expect
    .poll(async () => Number((await database.query<{ count: string }>(open, [agent.person.id])).rows[0]?.count), {
      timeout: 30_000,
    })
    .toBe(0);
  const ofAnswer = '**/tool-calls?messageId=*';
  await page.route(ofAnswer, (route) => route.abort());
  await page.reload();
  await expect(answersOf(page).getByRole('alert')).toContainText('连不上服务器', { timeout: 20_000 });
  await page.unroute(ofAnswer);
  await answersOf(page).getByRole('button', { name: '重试' }).click();
  await expect(line).toHaveAttribute('data-state', 'done');
});

test('after a decision the focus is on the line of its call, and stays there', async ({
  signInAs,
  database,
  engine,
}) => {
  const agent = await signInAs('agent');
  for (const decision of ['confirm', 'withhold'] as const) {
    const line = await openWaiting(agent, database, engine);
    if (decision === 'confirm') await line.getByRole('button', { name: '确认执行' }).press('Enter');
    else {
      await line.getByRole('button', { name: '取消执行' }).press('Enter');
      await agent.page.getByRole('dialog').getByRole('button', { name: '拒绝', exact: true }).press('Enter');
    }
    await expect(line).toHaveAttribute('data-state', decision === 'confirm' ? 'done' : 'refused', { timeout: 30_000 });
    await expect(line.getByRole('button').first()).toBeFocused();
    await waitForEnd(answersOf(agent.page));
    await expect(line.getByRole('button').first()).toBeFocused();
  }
});

test('a decided call cannot be decided once more before the answer shows the decision', async ({
  signInAs,
  database,
  engine,
}) => {
  const agent = await signInAs('agent');
  const line = await openWaiting(agent, database, engine);
  let decisions = 0;
  // The decision is accepted, but no stream reports it.
  await agent.page.route('**/api/approvals/*', (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    decisions += 1;
    return route.fulfill({ json: {} });
  });
  const confirm = line.getByRole('button', { name: '确认执行' });
  await confirm.click();
  await expect(line.getByRole('button').first()).toBeFocused();
  await expect(confirm).toHaveAttribute('aria-busy', 'true');
  await expect(line.getByRole('button', { name: '取消执行' })).toBeDisabled();
  await confirm.press('Enter');
  expect(decisions).toBe(1);
});

test('a look-up that failed leads by one key to its form in the tools, with what was asked for, and can be copied', async ({
  signInAs,
  engine,
}) => {
  const { page } = await signInAs('agent');
  const marker = `查无此单 ${crypto.randomUUID().slice(0, 8)}`;
  await engine.script({
    fault: 'forced-tool-call',
    marker,
    calls: [{ name: 'get_order', arguments: { order_no: 'SO-99999' } }],
  });
  await page.goto('/');
  await ask(page, marker);
  const line = answersOf(page).locator('[data-call-line]', { hasText: 'SO-99999' });
  await expect(line).toHaveAttribute('data-state', 'failed', { timeout: 30_000 });
  await waitForEnd(answersOf(page));
  await line.getByRole('button').first().press('Enter');
  await expect(line.getByRole('button', { name: '复制为文本' })).toBeVisible();
  const again = line.getByRole('button', { name: '再次执行' });
  for (const typed of ['SO-10010', 'SO-10012']) {
    await again.press('Enter');
    const number = page.locator('[data-tool-panel]').getByLabel('订单号');
    await expect(number).toHaveValue('SO-99999');
    await expect(number).toBeFocused();
    await number.fill(typed);
  }
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-tool-panel] [data-call]')).toContainText('SO-10012');
  await expect(page.locator('[data-tool-panel] [data-call]')).toHaveAttribute('data-state', 'done');
});
