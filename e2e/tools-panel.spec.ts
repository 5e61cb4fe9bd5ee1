import type { Locator, Page } from '@playwright/test';
import { v7 as newId } from 'uuid';
import { callByHand, seedGrant, seedTool } from '@/e2e/access/seed-tool';
import { composerOf, untilPageLives } from '@/e2e/support/chat';
import { expect, test, type SignedIn } from '@/e2e/support/fixtures';
import { readTool } from '@/e2e/support/tools';
import { toolCallPageSchema } from '@/lib/tool-calls/contracts';

const panelOf = (page: Page): Locator => page.locator('[data-tool-panel]');

/** Opens the tools by keyboard. */
async function openPanel(page: Page): Promise<Locator> {
  await untilPageLives(page);
  await composerOf(page).focus();
  await page.keyboard.press('Control+/');
  await expect(panelOf(page).locator('[data-tool]').first()).toBeVisible();
  return panelOf(page);
}

/** Looks up orders of the sample system manually, outside a conversation. */
async function lookUpOrders({ request }: SignedIn, admin: SignedIn, orders: readonly string[]): Promise<void> {
  const { id: toolId } = await readTool(admin.request, 'get_order');
  for (const order of orders)
    expect(
      (await request.post('/api/tool-calls', { data: { id: newId(), toolId, arguments: { order_no: order } } })).ok(),
    ).toBe(true);
}

test('calls that cannot be read are no empty list: it is said, and tried again by a press', async ({ signInAs }) => {
  const agent = await signInAs('agent');
  await lookUpOrders(agent, await signInAs('admin'), ['SO-10010']);
  const { page } = agent;
  let isOlderRead = false;
  await page.route('**/api/tool-calls', (route) => route.abort());
  await page.goto('/');
  const panel = await openPanel(page);
  await expect(panel.getByRole('alert')).toContainText('连不上服务器');
  await page.unroute('**/api/tool-calls');
  // One page, behind which there are more.
  await page.route('**/api/tool-calls', async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      json: { ...toolCallPageSchema.parse(await response.json()), nextCursor: 'older' },
    });
  });
  await page.route('**/api/tool-calls?cursor=older', (route) =>
    isOlderRead ? route.fulfill({ json: { calls: [], nextCursor: null } }) : route.abort(),
  );
  await panel.getByRole('button', { name: '重试' }).click();
  await expect(panel.locator('[data-call]')).toHaveCount(1);
  await panel.getByRole('button', { name: '更早的' }).click();
  await expect(panel.getByRole('alert')).toContainText('连不上服务器');
  await expect(panel.locator('[data-call]')).toHaveCount(1);
  isOlderRead = true;
  await panel.getByRole('button', { name: '重试' }).click();
  await expect(panel.getByRole('alert')).toHaveCount(0);
  await expect(panel.getByRole('button', { name: '更早的' })).toHaveCount(0);
});

test('what is typed and found stays: on the way to the list and back, while the tools are closed, and when a tablet is turned', async ({
  signInAs,
}) => {
  const { page } = await signInAs('agent');
  await page.goto('/');
  const panel = await openPanel(page);
  const number = panel.getByLabel('订单号');
  await panel.locator('[data-tool="get_order"]').click();
  await number.fill('SO-10010');
  await number.press('Enter');
  await expect(panel.locator('[data-call]')).toHaveAttribute('data-state', 'done');
  await number.fill('SO-1001');

  await number.press('Escape');
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await openPanel(page);
  await panel.locator('[data-tool="get_order"]').click();
  await expect(number).toHaveValue('SO-1001');

  await page.setViewportSize({ width: 800, height: 1100 });
  const sheet = page.getByRole('dialog', { name: '工具' });
  await expect(sheet.getByLabel('订单号')).toHaveValue('SO-1001');
  await expect(sheet.locator('[data-call]')).toContainText('SO-10010');
  await sheet.getByLabel('订单号').fill('SO-10012');
  await page.setViewportSize({ width: 1100, height: 800 });
  await expect(sheet).toHaveCount(0);
  await expect(number).toHaveValue('SO-10012');
  await number.press('Enter');
  await expect(panel.locator('[data-call]')).toContainText('SO-10012');
});

test('Esc in arguments that are changed in the sheet leads back to their call, and the sheet stays', async ({
  signInAs,
  database,
}) => {
  const { page, person, request } = await signInAs('agent');
  const tool = await seedTool(database, { effect: 'change', approval: { mode: 'self' } });
  await seedGrant(database, tool.id, person.id);
  await callByHand(request, tool.id, '1+1');
  await page.setViewportSize({ width: 800, height: 1100 });
  await page.goto('/');
  const call = (await openPanel(page)).locator('[data-call]');
  await call.getByRole('button', { name: '改参数' }).click();
  await call.getByLabel('expression').press('Escape');
  await expect(call.getByRole('button', { name: '改参数' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panelOf(page)).toHaveCount(0);
});

test('the keys that open the tools close them too, and the focus is where it was', async ({ signInAs }) => {
  const { page } = await signInAs('agent');
  await page.goto('/');
  for (const width of [1280, 800]) {
    await page.setViewportSize({ width, height: 900 });
    const panel = await openPanel(page);
    await expect(panel.getByRole('searchbox')).toBeFocused();
    await page.keyboard.press('Control+/');
    await expect(panel).toHaveCount(0);
    await expect(composerOf(page)).toBeFocused();
  }
});

test('a result is copied without what the service put around it, by a button that stays in sight', async ({
  signInAs,
}) => {
  const { page } = await signInAs('agent');
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('/');
  const panel = await openPanel(page);
  await panel.locator('[data-tool="get_order"]').click();
  await panel.getByLabel('订单号').fill('SO-10010');
  await panel.getByLabel('订单号').press('Enter');
  const copy = panel.locator('[data-call][data-state="done"]').getByRole('button', { name: '复制' });
  await expect(copy).toBeInViewport();
  await copy.click();
  // Copying waits for the browser: until it is done the clipboard holds what another test copied.
  await expect(panel.locator('[data-call][data-state="done"]').getByRole('button', { name: '已复制' })).toBeVisible();
  await composerOf(page).press('Control+V');
  await expect(composerOf(page)).toHaveValue(/SO-10010/);
  await expect(composerOf(page)).not.toHaveValue(/sample|order:/);
});
