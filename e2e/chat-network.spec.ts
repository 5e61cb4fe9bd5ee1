import { expect, test } from '@/e2e/support/fixtures';
import {
  answersOf,
  ask,
  composerOf,
  drainEngine,
  filler,
  questionsOf,
  readStored,
  waitForEnd,
  wordsOf,
} from '@/e2e/support/chat';

test.afterEach(({ engine }) => drainEngine(engine));

test('a cut connection is opened again: one bubble, every word, no failure shown', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 50 });
  const { page, context, request } = await signInAs('employee');
  const streams: string[] = [];
  page.on('request', (made) => {
    if (made.url().includes('/stream')) streams.push(made.url());
  });
  // The first stream breaks off in the middle, as a proxy or a changing network does it.
  await page.addInitScript(() => {
    const plainFetch = window.fetch.bind(window);
    let hasCut = false;
    window.fetch = async (input, init) => {
      const response = await plainFetch(input, init);
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
      if (!isStream || hasCut || response.body === null) return response;
      hasCut = true;
      let chunks = 0;
      const cutting = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          chunks += 1;
          if (chunks > 25) controller.error(new TypeError('network error'));
          else controller.enqueue(chunk);
        },
      });
      return new Response(response.body.pipeThrough(cutting), response);
    };
  });
  await page.goto('/');
  await ask(page, filler(300).text);
  await waitForEnd(answersOf(page));
  expect(streams).toHaveLength(1);
  expect(streams[0]).toMatch(/after=0%3A\d+/);
  await expect(page.getByRole('alert').filter({ hasText: /./ })).toHaveCount(0);
  const [, answer] = (await readStored(page, request)).messages;
  await expect(answersOf(page)).toHaveCount(1);
  const shown = (await wordsOf(answersOf(page)).innerText()).replace(/\s+/g, '');
  expect(shown).toBe((answer?.parts[0]?.text ?? '').replace(/\s+/g, ''));
  await context.setOffline(false);
});

test('silence is not failure: an answer that pauses goes on as if nothing had been', async ({ signInAs, engine }) => {
  const { page } = await signInAs('employee');
  const { text, marker } = filler(120);
  await engine.script({ fault: 'stall-mid', afterTokens: 40, ms: 6000, marker });
  await page.goto('/');
  await ask(page, text);
  await expect(wordsOf(answersOf(page))).toContainText('queue');
  await expect(answersOf(page).getByRole('button', { name: '重试' })).toHaveCount(0);
  await waitForEnd(answersOf(page));
  await expect(answersOf(page).getByText(/没|断|错/)).toHaveCount(0);
});

test('a question without a network keeps its text, and is sent again as the same question', async ({ signInAs }) => {
  const { page, context, request } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await context.setOffline(true);
  await ask(page, '一加一等于几');
  await expect(questionsOf(page).nth(1)).toContainText('连不上服务器');
  await page.getByRole('button', { name: '放回输入框' }).click();
  await expect(composerOf(page)).toHaveValue('一加一等于几');
  await expect(questionsOf(page)).toHaveCount(1);
  await composerOf(page).press('Enter');
  await expect(questionsOf(page).nth(1)).toContainText('连不上服务器');
  // Sent again without a press: the line over the page said so.
  await context.setOffline(false);
  await waitForEnd(answersOf(page).nth(1));
  expect((await readStored(page, request)).messages).toHaveLength(4);
});

test('a question that had not arrived stands there after a reload', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  const conversation = page.url();
  // Neither questions nor checks get through.
  await page.route('**/api/**', (route) => route.abort());
  await ask(page, '还在吗');
  await expect(questionsOf(page).nth(1)).toContainText('连不上服务器');
  await page.goto('about:blank');
  await page.unroute('**/api/**');
  await page.goto(conversation);
  await expect(questionsOf(page).nth(1)).toContainText('没能送达，请重发');
  await page.getByRole('button', { name: '重发' }).click();
  await waitForEnd(answersOf(page).nth(1));
});
