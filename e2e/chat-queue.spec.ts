import { expect, test } from '@/e2e/support/fixtures';
import { answersOf, ask, askOverHttp, drainEngine, filler, waitForEnd, wordsOf } from '@/e2e/support/chat';

test.afterEach(({ engine }) => drainEngine(engine));

test('before the first token every state looks different', async ({ signInAs, engine, baseURL }) => {
  await engine.configure({ streamTokensPerSecond: 15 });
  const others = await signInAs('employee');
  for (let index = 0; index < 4; index += 1) await askOverHttp(baseURL ?? '', others.request, filler(400).text);
  const { page } = await signInAs('employee');
  await page.goto('/');
  await page.getByText('深度思考').click();
  await ask(page, filler(200, 200).text);

  const card = page.locator('[data-queue-card]');
  await expect(card).toContainText(/排队第 \d+ 位/);
  await expect(card).toContainText(/约 \d+ (秒|分钟)|马上开始/);
  await expect(card.getByRole('button', { name: '取消' })).toBeVisible();
  await engine.configure({ streamTokensPerSecond: 60 });

  const answer = answersOf(page).first();
  await expect(answer.getByRole('button', { name: /正在思考|已思考 \d+ 秒/ })).toBeVisible({ timeout: 45_000 });
  await expect(card).toHaveCount(0);
  await expect(wordsOf(answer)).toContainText('queue');
  await waitForEnd(answer);
  const reasoning = answer.getByRole('button', { name: /思考了 \d+ 秒/ });
  await expect(reasoning).toHaveAttribute('aria-expanded', 'false');
  await reasoning.click();
  await expect(reasoning).toHaveAttribute('aria-expanded', 'true');
});

test('reading a long prompt is a state of its own', async ({ signInAs, engine }) => {
  await engine.configure({ prefillTokensPerSecond: 150 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, `${'请读一读这份合同。'.repeat(200)}\n${filler(30).text}`);
  await expect(answersOf(page).getByText('正在阅读问题')).toBeVisible();
  await engine.configure({ prefillTokensPerSecond: 27_000 });
  await waitForEnd(answersOf(page));
});

test('an engine that is offline is reported, and the question is answered when it is back', async ({
  signInAs,
  engine,
}) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await engine.script({ fault: 'engine-dead' });
  try {
    await expect(page.getByText('引擎离线')).toBeVisible({ timeout: 30_000 });
    await ask(page, '你好');
    await expect(answersOf(page).getByText(/推理引擎离线/)).toBeVisible({ timeout: 30_000 });
  } finally {
    await engine.script({ clear: true });
  }
  await waitForEnd(answersOf(page));
});
