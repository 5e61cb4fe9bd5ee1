import type { Page } from '@playwright/test';
import { expect, PHONE, test } from '@/e2e/support/fixtures';
import { answersOf, composerOf, filler, waitForEnd } from '@/e2e/support/chat';

test.use(PHONE);

test('the keyboard never covers the composer', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await send(page, filler(200).text);
  await waitForEnd(answersOf(page));
  // A keyboard of 320 px over a page that does not shrink, as iOS does it.
  await page.evaluate(() => {
    const viewport = window.visualViewport;
    if (viewport === null) throw new Error('no visual viewport');
    Object.defineProperty(viewport, 'height', { configurable: true, value: window.innerHeight - 320 });
    viewport.dispatchEvent(new Event('resize'));
  });
  const visible = 844 - 320;
  await expect.poll(async () => bottomOf(page)).toBeLessThanOrEqual(visible);
  await page.evaluate(() => {
    const viewport = window.visualViewport;
    if (viewport === null) throw new Error('no visual viewport');
    Object.defineProperty(viewport, 'height', { configurable: true, value: window.innerHeight });
    viewport.dispatchEvent(new Event('resize'));
  });
  await expect.poll(async () => bottomOf(page)).toBeGreaterThan(visible);
});

test('fields are at least 16 px, buttons fit a thumb, and nothing is wider than the screen', async ({ signInAs, engine }) => {
  await engine.script({ fault: 'forced-text', text: `| ${'列 | '.repeat(12)}\n|${'---|'.repeat(12)}\n| ${'一段比较长的内容 | '.repeat(12)}\n\n\`\`\`\n${'x'.repeat(300)}\n\`\`\``, marker: '样本' });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await send(page, '样本');
  await waitForEnd(answersOf(page));
  const size = await composerOf(page).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  expect(size).toBeGreaterThanOrEqual(16);
  const small = await page.locator('main button:visible').evaluateAll((buttons) =>
    buttons.map((button) => ({ name: button.getAttribute('aria-label') ?? button.textContent, height: button.getBoundingClientRect().height })).filter(({ height }) => height < 43.5),
  );
  expect(small).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await page.locator('.chat-scroller').evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
});

test('Enter is a new line, the button sends', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await composerOf(page).fill('你好');
  await composerOf(page).press('Enter');
  await expect(composerOf(page)).toHaveValue('你好\n');
  await page.getByRole('button', { name: '发送', exact: true }).tap();
  await waitForEnd(answersOf(page));
});

async function bottomOf(page: Page): Promise<number> {
  const box = await page.getByRole('form', { name: '提问' }).boundingBox();
  return (box?.y ?? 0) + (box?.height ?? 0);
}

async function send(page: Page, text: string): Promise<void> {
  await composerOf(page).fill(text);
  await page.getByRole('button', { name: '发送', exact: true }).tap();
}
