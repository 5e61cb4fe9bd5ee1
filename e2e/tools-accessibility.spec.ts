import type { Locator, Page } from '@playwright/test';
import { answersOf, ask, composerOf, waitForEnd } from '@/e2e/support/chat';
import { expectAccessible } from '@/e2e/support/expect-accessible';
import { ENGLISH, expect, PHONE, test } from '@/e2e/support/fixtures';

const panelOf = (page: Page): Locator => page.locator('[data-tool-panel]');

/** Opens the tools, and one of them. */
async function openTool(page: Page, button: string, tool: string): Promise<Locator> {
  const panel = panelOf(page);
  await page.getByRole('button', { name: button, exact: true }).click();
  await expect(panel.locator(`[data-tool="${tool}"]`)).toBeVisible();
  await expectAccessible(page);
  await panel.locator(`[data-tool="${tool}"]`).click();
  return panel;
}

test.describe('beside the conversation, dark', () => {
  test.use({ ...ENGLISH, colorScheme: 'dark' });

  test('list, form, its errors, result and the calls of a conversation', async ({ signInAs }) => {
    const { page } = await signInAs('agent');
    await page.goto('/');
    const panel = await openTool(page, 'Tools', 'get_order');
    await panel.locator('form button[type="submit"]').click();
    await expect(panel.locator('[aria-invalid="true"]')).toBeFocused();
    await expectAccessible(page);
    await page.keyboard.type('SO-10012');
    await page.keyboard.press('Enter');
    await expect(panel.locator('[data-call]')).toHaveAttribute('data-state', 'done');
    await expectAccessible(page);
    await ask(page, '这个订单到哪了：SO-10010');
    const line = answersOf(page).locator('[data-call-line]');
    await expect(line).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
    await line.getByRole('button').first().click();
    await expect(line.getByRole('group', { name: 'Result' })).toBeVisible();
    await expectAccessible(page);
  });
});

test.describe('on a phone', () => {
  test.use(PHONE);

  test('the sheet is opened and left by a finger: no tooltip stays, nothing is hidden under it', async ({
    signInAs,
  }) => {
    const { page } = await signInAs('agent');
    await page.goto('/');
    await composerOf(page).tap();
    const button = page.getByRole('button', { name: '工具', exact: true });
    await button.tap();
    const panel = panelOf(page);
    await expect(panel).toBeVisible();
    await expect(panel.getByRole('button', { name: '收起工具' })).toBeFocused();
    // A tooltip is the only place where this is written.
    await expect(page.getByText('收起工具')).toHaveCount(0);
    await panel.getByRole('button', { name: '收起工具' }).tap();
    await expect(panel).toHaveCount(0);
    await expect(button).toBeFocused();

    await button.tap();
    await panel.locator('[data-tool="get_order"]').tap();
    await panel.getByLabel('订单号').fill('SO-10010');
    await panel.getByRole('button', { name: '执行', exact: true }).tap();
    await panel.getByRole('button', { name: '放入输入框' }).tap();
    await expect(panel).toHaveCount(0);
    await expect(composerOf(page)).toHaveValue(/SO-10010/);
  });

  test('Esc leads back to the list, then out', async ({ signInAs }) => {
    const { page } = await signInAs('agent');
    await page.goto('/');
    const panel = await openTool(page, '工具', 'get_order');
    await panel.getByLabel('订单号').press('Escape');
    await expect(panel.locator('[data-tool="get_order"]')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
  });

  test('a table that is wider than the screen says so, and is reached by keyboard', async ({ signInAs }) => {
    const { page } = await signInAs('agent');
    await page.goto('/');
    const panel = await openTool(page, '工具', 'search_orders');
    await panel.getByRole('button', { name: '执行', exact: true }).tap();
    const table = panel.getByRole('group', { name: '表格' });
    const scrolls = page.getByRole('group', { name: '表格' });
    const frame = panel.locator('[data-more-after]').filter({ has: scrolls });
    await expect(frame).toHaveCount(1);
    await expectAccessible(page);
    await table.focus();
    await page.keyboard.press('ArrowRight');
    await expect(panel.locator('[data-more-before]').filter({ has: scrolls })).toHaveCount(1);
    await table.evaluate((element) => element.scrollTo({ left: element.scrollWidth }));
    await expect(frame).toHaveCount(0);
  });

  test('a call in an answer', async ({ signInAs, engine }) => {
    const { page } = await signInAs('agent');
    await engine.script({
      fault: 'forced-tool-call',
      marker: '手机上查一单',
      calls: [{ name: 'get_order', arguments: { order_no: 'SO-10010' } }],
    });
    await page.goto('/');
    await composerOf(page).fill('手机上查一单');
    await page.getByRole('button', { name: '发送', exact: true }).tap();
    const line = answersOf(page).locator('[data-call-line]');
    await expect(line).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
    await waitForEnd(answersOf(page));
    await line.getByRole('button').first().tap();
    await expect(line.locator('dt').first()).toHaveText('订单号 order_no');
    await expectAccessible(page);
  });
});
