import type { Locator, Page } from '@playwright/test';
import { expect, PHONE, test } from '@/e2e/support/fixtures';
import { answersOf, composerOf, drainEngine, filler, newMarker, waitForEnd } from '@/e2e/support/chat';

test.use(PHONE);
test.afterEach(({ engine }) => drainEngine(engine));

test('the keyboard never covers the composer', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await send(page, filler(200).text);
  await waitForEnd(answersOf(page));
  await resizeVisible(page, 320);
  const visible = 844 - 320;
  await expect.poll(async () => bottomOf(page)).toBeLessThanOrEqual(visible);
  await resizeVisible(page, 0);
  await expect.poll(async () => bottomOf(page)).toBeGreaterThan(visible);
});

test('fields are at least 16 px, buttons fit a thumb, and nothing is wider than the screen', async ({
  signInAs,
  engine,
}) => {
  const marker = newMarker();
  await engine.script({
    fault: 'forced-text',
    text: `| ${'列 | '.repeat(12)}\n|${'---|'.repeat(12)}\n| ${'一段比较长的内容 | '.repeat(12)}\n\n\`\`\`\n${'x'.repeat(300)}\n\`\`\``,
    marker,
  });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await send(page, marker);
  await waitForEnd(answersOf(page));
  await expect(answersOf(page).locator('table')).toBeVisible();
  const size = await composerOf(page).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  expect(size).toBeGreaterThanOrEqual(16);
  const small = await page.locator('main button:visible').evaluateAll((buttons) =>
    buttons
      .map((button) => ({
        name: button.getAttribute('aria-label') ?? button.textContent,
        height: button.getBoundingClientRect().height,
      }))
      .filter(({ height }) => height < 43.5),
  );
  expect(small).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await page.locator('.chat-scroller').evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(
    true,
  );
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

test('the page goes on following when the keyboard goes away in the middle of an answer', async ({
  signInAs,
  engine,
}) => {
  await engine.configure({ streamTokensPerSecond: 120 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await send(page, filler(4000).text);
  const scroller = page.locator('.chat-scroller');
  await expect
    .poll(() => scroller.evaluate((element) => element.scrollHeight > element.clientHeight * 1.3), { timeout: 30_000 })
    .toBe(true);
  await resizeVisible(page, 320);
  await expect.poll(async () => bottomOf(page)).toBeLessThanOrEqual(844 - 320);
  // The list has seen the keyboard: two changes in one frame would be none.
  await expect.poll(() => distanceToEnd(scroller)).toBeLessThan(60);
  await resizeVisible(page, 0);
  await expect.poll(async () => bottomOf(page)).toBeGreaterThan(844 - 320);
  const height = await scroller.evaluate((element) => element.scrollHeight);
  await expect.poll(() => scroller.evaluate((element) => element.scrollHeight)).toBeGreaterThan(height + 100);
  await expect(page.getByRole('button', { name: '回到底部' })).toHaveCount(0);
  await expect.poll(() => distanceToEnd(scroller)).toBeLessThan(60);
  await engine.configure({ streamTokensPerSecond: 20_000 });
  await waitForEnd(answersOf(page));
});

function distanceToEnd(scroller: Locator): Promise<number> {
  return scroller.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
}

/** A keyboard over the page, which does not become smaller, as iOS does it. */
async function resizeVisible(page: Page, keyboard: number): Promise<void> {
  await page.evaluate((covered) => {
    const viewport = window.visualViewport;
    if (viewport === null) throw new Error('no visual viewport');
    Object.defineProperty(viewport, 'height', { configurable: true, value: window.innerHeight - covered });
    viewport.dispatchEvent(new Event('resize'));
    // Safari moves a list for its new frame at once, and fires that event before any other.
    const list = document.querySelector('.chat-scroller');
    if (covered === 0 && list !== null) list.scrollTop -= 320;
  }, keyboard);
}

async function bottomOf(page: Page): Promise<number> {
  const box = await page.getByRole('form', { name: '提问' }).boundingBox();
  return (box?.y ?? 0) + (box?.height ?? 0);
}

async function send(page: Page, text: string): Promise<void> {
  await composerOf(page).fill(text);
  await page.getByRole('button', { name: '发送', exact: true }).tap();
}
