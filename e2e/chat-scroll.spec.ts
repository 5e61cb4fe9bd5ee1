import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/support/fixtures';
import { answersOf, ask, composerOf, drainEngine, filler, waitForEnd, wordsOf } from '@/e2e/support/chat';

test.afterEach(({ engine }) => drainEngine(engine));

const scroller = (page: Page) => page.locator('.chat-scroller');
const distanceToEnd = (page: Page) =>
  scroller(page).evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);

test('the page follows at its end, lets go at the smallest gesture up, and comes back when asked', async ({
  signInAs,
  engine,
}) => {
  await engine.configure({ streamTokensPerSecond: 80 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, filler(2500).text);
  await expect
    .poll(() => scroller(page).evaluate((element) => element.scrollHeight > element.clientHeight * 1.5), {
      timeout: 30_000,
    })
    .toBe(true);
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(60);

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
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(60);
});

test('going up by keyboard lets go too', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 80 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, filler(2500).text);
  await expect
    .poll(() => scroller(page).evaluate((element) => element.scrollHeight > element.clientHeight * 1.5), {
      timeout: 30_000,
    })
    .toBe(true);
  await answersOf(page).first().focus();
  await page.keyboard.press('PageUp');
  await expect(page.getByRole('button', { name: '回到底部' })).toBeVisible();
});

test('first questions end at their end, whatever is in their answers', async ({ signInAs, engine }) => {
  test.slow();
  await engine.configure({ streamTokensPerSecond: 2_000 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  const table = `## 表\n\n| 列 | 值 |\n|---|---|\n${'| 一 | 二 |\n'.repeat(20)}\n\`\`\`ts\n${'const a = 1;\n'.repeat(20)}\`\`\`\n\n$$\\int_0^1 x^2 dx$$\n`;
  for (let count = 0; count < 20; count += 1) {
    const { text, marker } = filler(400, count % 2 === 0 ? 0 : 40);
    const kind = count % 4;
    if (kind === 3) await engine.script({ fault: 'forced-text', text: table, marker });
    if (kind === 1) await page.getByText('深度思考').click();
    const long = '一行\n'.repeat(count);
    await ask(page, kind === 2 ? `${long}杭州明天天气怎么样？` : kind === 3 ? `${long}${marker}` : `${long}${text}`);
    await waitForEnd(answersOf(page).last());
    await expect.poll(() => distanceToEnd(page)).toBeLessThan(24);
    await expect(page.getByRole('button', { name: '回到底部' })).toHaveCount(0);
    await page.getByRole('link', { name: '新对话' }).click();
    await expect(answersOf(page)).toHaveCount(0);
  }
});

test('what is opened at the end is read from its beginning', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 2_000 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await page.getByText('深度思考').click();
  await ask(page, filler(60, 900).text);
  await waitForEnd(answersOf(page));
  const reasoning = answersOf(page).getByRole('button', { name: /^思考了/ });
  await reasoning.click();
  await expect
    .poll(() => scroller(page).evaluate((element) => element.scrollHeight > element.clientHeight * 1.2))
    .toBe(true);
  await expect(reasoning).toBeInViewport();
});

test('writing several lines moves nothing where the browser does not size the field itself', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  // What the list measures while the field is measured: other browsers move it for that moment, and leave it there.
  await page.addInitScript(() => {
    const supports = CSS.supports.bind(CSS);
    CSS.supports = (property: string, value?: string) =>
      property !== 'field-sizing' && (value === undefined ? supports(property) : supports(property, value));
    const frames = new Array<number>();
    Object.assign(window, { frames });
    const height = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollHeight');
    Object.defineProperty(HTMLTextAreaElement.prototype, 'scrollHeight', {
      get: function (this: HTMLTextAreaElement): unknown {
        frames.push(document.querySelector('.chat-scroller')?.clientHeight ?? 0);
        return height?.get?.call(this);
      },
    });
  });
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await composerOf(page).fill('一行\n'.repeat(6));
  const frame = await scroller(page).evaluate((element) => element.clientHeight);
  await page.evaluate(() => {
    if ('frames' in window && Array.isArray(window.frames)) window.frames.length = 0;
  });
  await composerOf(page).press('Control+End');
  await composerOf(page).pressSequentially('再写');
  expect(await page.evaluate(() => ('frames' in window ? window.frames : null))).toEqual([frame, frame]);
});
