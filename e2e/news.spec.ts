import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/support/fixtures';
import { answersOf, ask, filler, waitForEnd } from '@/e2e/support/chat';

/** A headless browser keeps every page visible. */
async function setVisible(page: Page, isVisible: boolean): Promise<void> {
  await page.evaluate((visible) => {
    Object.defineProperty(document, 'visibilityState', { value: visible ? 'visible' : 'hidden', configurable: true });
    Object.defineProperty(document, 'hidden', { value: !visible, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isVisible);
}

test('an answer that ends out of sight is in the title and icon of the tab, and unread until it is opened on any device', async ({
  signInAs,
  engine,
}) => {
  // The answer must not end before the page is out of sight.
  await engine.configure({ streamTokensPerSecond: 1 });
  const { page, context } = await signInAs('employee');
  await page.goto('/');
  const { text } = filler(60);
  await ask(page, text);
  const row = page.getByRole('navigation', { name: '对话', exact: true }).getByRole('link').first();
  await expect(row).toContainText('正在回答');
  const icon = page.locator('link[rel="icon"]').first();

  const other = await context.newPage();
  await other.goto('/');
  await setVisible(page, false);
  await engine.configure({ streamTokensPerSecond: 400 });
  await waitForEnd(answersOf(page));
  await expect(page).toHaveTitle(/^\(1\) 已回答：.+ – 一卡$/);
  await expect(icon).toHaveAttribute('href', /icon-unread/);
  const elsewhere = other.getByRole('navigation', { name: '对话', exact: true }).getByRole('link').first();
  await expect(elsewhere).toContainText('有新的回答或结果');

  await setVisible(page, true);
  // The conversation may have been given its title meanwhile.
  await expect(page).toHaveTitle(/^(?!\(1\)).+ · 一卡$/);
  await expect(icon).not.toHaveAttribute('href', /icon-unread/);
  await expect(elsewhere).not.toContainText('有新的回答或结果', { timeout: 30_000 });
});
