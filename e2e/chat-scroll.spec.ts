import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/support/fixtures';
import { answersOf, ask, drainEngine, filler, wordsOf } from '@/e2e/support/chat';

test.afterEach(({ engine }) => drainEngine(engine));

const scroller = (page: Page) => page.locator('.chat-scroller');
const distanceToEnd = (page: Page) => scroller(page).evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);

test('the page follows at its end, lets go at the smallest gesture up, and comes back when asked', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 80 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, filler(2500).text);
  await expect.poll(() => scroller(page).evaluate((element) => element.scrollHeight > element.clientHeight * 1.5), { timeout: 30_000 }).toBe(true);
  expect(await distanceToEnd(page)).toBeLessThan(60);

  await scroller(page).hover();
  await page.mouse.wheel(0, -40);
  const back = page.getByRole('button', { name: '回到底部' });
  await expect(back).toBeVisible();
  const top = await scroller(page).evaluate((element) => element.scrollTop);
  const before = (await wordsOf(answersOf(page)).innerText()).length;
  await expect.poll(async () => (await wordsOf(answersOf(page)).innerText()).length).toBeGreaterThan(before + 300);
  expect(Math.abs((await scroller(page).evaluate((element) => element.scrollTop)) - top)).toBeLessThan(2);

  await back.click();
  await expect(back).toHaveCount(0);
  const grown = (await wordsOf(answersOf(page)).innerText()).length;
  await expect.poll(async () => (await wordsOf(answersOf(page)).innerText()).length).toBeGreaterThan(grown + 300);
  expect(await distanceToEnd(page)).toBeLessThan(60);
});

test('going up by keyboard lets go too', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 80 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, filler(2500).text);
  await expect.poll(() => scroller(page).evaluate((element) => element.scrollHeight > element.clientHeight * 1.5), { timeout: 30_000 }).toBe(true);
  await answersOf(page).first().focus();
  await page.keyboard.press('PageUp');
  await expect(page.getByRole('button', { name: '回到底部' })).toBeVisible();
});
