import { expect, test } from '@/e2e/support/fixtures';
import {
  answersOf,
  ask,
  askOverHttp,
  composerOf,
  countEngineRequests,
  drainEngine,
  filler,
  stopButtonOf,
  wordsOf,
} from '@/e2e/support/chat';

test.afterEach(({ engine }) => drainEngine(engine));

test('Stop ends the engine request, keeps the words and offers to go on', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 40 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, filler(3000).text);
  await expect(wordsOf(answersOf(page))).toContainText('queue');
  await stopButtonOf(page).click();
  await expect(answersOf(page).getByText('已停止')).toBeVisible();
  await expect.poll(async () => countEngineRequests(await engine.state())).toBe(0);
  await expect(wordsOf(answersOf(page))).toContainText('queue');
  await expect(composerOf(page)).toBeFocused();

  const before = (await wordsOf(answersOf(page)).innerText()).length;
  await answersOf(page).getByRole('button', { name: '继续' }).click();
  await expect.poll(async () => (await wordsOf(answersOf(page)).innerText()).length).toBeGreaterThan(before);
  await page.keyboard.press('Escape');
  await expect(answersOf(page).getByText('已停止')).toBeVisible();
});

test('a waiting question is cancelled, from another tab too', async ({ signInAs, engine, baseURL }) => {
  await engine.configure({ streamTokensPerSecond: 20 });
  const others = await signInAs('employee');
  for (let index = 0; index < 3; index += 1) await askOverHttp(baseURL ?? '', others.request, filler(900).text);
  const { page, context } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await expect(page.locator('[data-queue-card]')).toBeVisible();
  await expect(page).toHaveURL(/\/c\//);
  const tab = await context.newPage();
  await tab.goto(page.url());
  await tab.locator('[data-queue-card]').getByRole('button', { name: '取消' }).click();
  for (const place of [page, tab]) {
    await expect(answersOf(place).getByText('已停止')).toBeVisible();
    await expect(place.locator('[data-queue-card]')).toHaveCount(0);
  }
});
