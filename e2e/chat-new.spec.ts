import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, composerOf, filler, questionsOf, waitForEnd, wordsOf } from '@/e2e/support/chat';

test('a first question gets its own address without a new page, and the next one begins empty', async ({
  signInAs,
  engine,
}) => {
  await engine.configure({ streamTokensPerSecond: 60 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  const loads: string[] = [];
  page.on('load', () => loads.push(page.url()));
  await ask(page, filler(250).text);
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
  await expect(wordsOf(answersOf(page))).toContainText('queue');
  await expect(page).toHaveTitle(/.+ · 一卡$/);
  const first = page.url();
  await page.getByRole('link', { name: '新对话' }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(questionsOf(page)).toHaveCount(0);
  await expect(page).toHaveTitle('一卡');
  await expect(page.getByRole('heading', { name: '今天要做点什么？' })).toBeVisible();

  // The answer went on meanwhile, and is where it was left.
  await page.goBack();
  await expect(page).toHaveURL(first);
  await waitForEnd(answersOf(page));
  await expect(answersOf(page)).toHaveCount(1);
  expect(loads).toEqual([]);
});

test('a question asks for the list of conversations once', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 10 });
  const { page } = await signInAs('employee');
  const isList = (url: string) => new URL(url).pathname === '/api/conversations';
  const first = page.waitForResponse((response) => isList(response.url()));
  await page.goto('/');
  await first;
  const askedAtMs: number[] = [];
  page.on('request', (made) => {
    if (isList(made.url())) askedAtMs.push(performance.now());
  });
  await ask(page, filler(90).text);
  const busy = page.getByRole('navigation', { name: '对话', exact: true }).getByText('正在回答');
  await expect(busy).toHaveCount(1);
  await engine.configure({ streamTokensPerSecond: 400 });
  await waitForEnd(answersOf(page));
  await expect(busy).toHaveCount(0);
  // While something is answered the list is asked for again every 4 s.
  const [firstMs = 0] = askedAtMs;
  expect(askedAtMs.filter((atMs) => atMs - firstMs < 3_000)).toHaveLength(1);
});

test('drafts are kept for each conversation, over a reload', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await composerOf(page).fill('写到一半');
  await page.getByRole('link', { name: '新对话' }).click();
  await expect(composerOf(page)).toHaveValue('');
  await composerOf(page).fill('另一个');
  await page.goBack();
  await expect(composerOf(page)).toHaveValue('写到一半');
  await page.reload();
  await expect(composerOf(page)).toHaveValue('写到一半');
  await page.goto('/');
  await expect(composerOf(page)).toHaveValue('另一个');
});

test('a full queue gives the text back with the reason', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await page.route('**/api/runs', (route) =>
    route.fulfill({
      status: 429,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'queue-full', detail: 'full', values: { limit: 20000 }, retryAfterSeconds: 30 }),
    }),
  );
  await ask(page, '现在忙吗');
  await expect(questionsOf(page).getByRole('alert')).toBeVisible();
  await expect(questionsOf(page).getByRole('alert')).not.toContainText('出了点问题');
  await page.getByRole('button', { name: '放回输入框' }).click();
  await expect(composerOf(page)).toHaveValue('现在忙吗');
  await expect(page).toHaveURL(/\/$/);
});
