import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, filler, questionsOf, readStored, stopButtonOf, waitForEnd, wordsOf } from '@/e2e/support/chat';
import { signInOverHttp } from '@/e2e/support/people';

const LENGTH = 1500;

test('an answer goes on after a refresh, without loss and without repetition', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 30 });
  const { page, request } = await signInAs('employee');
  await page.goto('/');
  await ask(page, filler(LENGTH).text);
  await expect(wordsOf(answersOf(page))).toContainText('queue');
  for (let refresh = 0; refresh < 2; refresh += 1) {
    const before = (await wordsOf(answersOf(page)).innerText()).length;
    await page.reload();
    await expect(stopButtonOf(page)).toBeVisible();
    await expect.poll(async () => (await wordsOf(answersOf(page)).innerText()).length).toBeGreaterThan(before);
  }
  await engine.configure({ streamTokensPerSecond: 400 });
  await waitForEnd(answersOf(page));
  await expectWhole(page, request);
});

test('the time it has been thinking goes on after a refresh', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 20 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await page.getByText('深度思考').click();
  await ask(page, filler(5, 400).text);
  const seconds = async () => Number(/已思考 (\d+) 秒/.exec(await answersOf(page).innerText())?.[1] ?? 0);
  await expect.poll(seconds).toBeGreaterThan(3);
  const before = await seconds();
  await page.reload();
  await expect.poll(seconds).toBeGreaterThanOrEqual(before);
  expect(await seconds()).toBeLessThan(before + 15);
  await engine.configure({ streamTokensPerSecond: 400 });
  await waitForEnd(answersOf(page));
});

test('a second tab and a second device show the same answer, and any of them stops it', async ({
  signInAs,
  engine,
  browser,
  baseURL,
}) => {
  await engine.configure({ streamTokensPerSecond: 25 });
  const { page, context, person, request } = await signInAs('employee');
  await page.goto('/');
  await ask(page, filler(2000).text);
  await expect(page).toHaveURL(/\/c\//);

  const tab = await context.newPage();
  await tab.goto(page.url());
  const deviceContext = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }), locale: 'zh-CN' });
  await signInOverHttp(deviceContext.request, person);
  const device = await deviceContext.newPage();
  await device.goto(page.url());
  for (const place of [page, tab, device]) {
    await expect(answersOf(place)).toHaveCount(1);
    await expect(wordsOf(answersOf(place))).toContainText('queue');
    await expect(stopButtonOf(place)).toBeVisible();
  }

  await stopButtonOf(device).click();
  for (const place of [page, tab, device]) await expect(answersOf(place).getByText('已停止')).toBeVisible();
  const texts = await Promise.all([page, tab, device].map((place) => wordsOf(answersOf(place)).innerText()));
  expect(new Set(texts).size).toBe(1);
  await expectWhole(page, request);
  await deviceContext.close();
});

test('a question asked on another device appears where the conversation is open', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 40 });
  const { page, context } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  const other = await context.newPage();
  await other.goto(page.url());
  await ask(other, filler(300).text);
  await expect(questionsOf(page)).toHaveCount(2);
  await waitForEnd(answersOf(page).nth(1));
  await expect(answersOf(page)).toHaveCount(2);
});

/** The words on the screen are the stored ones, once. */
async function expectWhole(page: Parameters<typeof ask>[0], request: Parameters<typeof readStored>[1]): Promise<void> {
  await expect(answersOf(page)).toHaveCount(1);
  const stored = (await readStored(page, request)).messages.filter(({ role }) => role === 'assistant');
  expect(stored).toHaveLength(1);
  const text = (stored[0]?.parts ?? []).map((part) => part.text).join('');
  const shown = await wordsOf(answersOf(page)).innerText();
  expect(shown.replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
}
