import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, composerOf, newMarker, waitForEnd } from '@/e2e/support/chat';

const ANSWER =
  '**重点**：先看 `README`，公式 $E=mc^2$。\n\n```sh\nnpm start\n```\n\n| 部门 | 数量 |\n| --- | --- |\n| 客服 | 3 |';
const PLAIN = '重点：先看 README，公式 $E=mc^2$。\n\nnpm start\n\n部门\t数量\n客服\t3';

test('copying works on plain HTTP: clean text with its structure, Markdown, and code by itself', async ({
  signInAs,
  engine,
  browser,
  baseURL,
}) => {
  const marker = newMarker();
  await engine.script({ fault: 'forced-text', text: ANSWER, marker });
  const { person } = await signInAs('employee');
  const address = new URL(baseURL ?? '');
  const insecure = `http://yika.test:${address.port}`;
  const context = await browser.newContext({
    baseURL: insecure,
    locale: 'zh-CN',
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  await page.goto('/sign-in');
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
  await page.getByRole('textbox', { name: /账号|邮箱/ }).fill(person.email);
  await page.locator('input[type="password"]').fill(person.password);
  await page.keyboard.press('Enter');
  await composerOf(page).waitFor();

  await ask(page, marker);
  const answer = answersOf(page).first();
  await waitForEnd(answer);
  await expect(answer.locator('.md-fence')).toBeVisible();
  const pasted = async () => {
    await composerOf(page).fill('');
    await composerOf(page).press('Control+V');
    return composerOf(page).inputValue();
  };
  await answer.getByRole('button', { name: '复制回答' }).click();
  await expect(answer.getByRole('button', { name: '已复制' })).toBeVisible();
  expect(await pasted()).toBe(PLAIN);
  // A place that takes structure gets it.
  const html = page.evaluate(
    () =>
      new Promise<string>((resolve) =>
        document.addEventListener('paste', (event) => resolve(event.clipboardData?.getData('text/html') ?? ''), {
          once: true,
        }),
      ),
  );
  await pasted();
  expect(await html).toMatch(/<strong>重点<\/strong>.*<td>客服<\/td>/s);

  await answer.getByRole('button', { name: '复制代码' }).click();
  expect(await pasted()).toBe('npm start');

  await answer.getByRole('button', { name: '其他复制方式' }).click();
  await page.getByRole('menuitem', { name: '复制为 Markdown' }).click();
  await expect(page.getByText('已复制').first()).toBeVisible();
  expect(await pasted()).toBe(ANSWER);

  // A formula that is only partly selected is copied as its source, once.
  await answer.locator('.katex').waitFor();
  await page.evaluate(() => {
    const paragraph = document.querySelector('[data-answer-text] p');
    const formula = paragraph?.querySelector('.katex-html .mord');
    if (paragraph && formula) document.getSelection()?.setBaseAndExtent(paragraph, 0, formula, 0);
  });
  await page.keyboard.press('Control+C');
  expect(await pasted()).toBe('重点：先看 README，公式 $E=mc^2$');
  await context.close();
});

test('copying that did not work is not called done', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: () => Promise.reject(new DOMException('refused', 'NotAllowedError')) },
    });
    Object.defineProperty(document, 'execCommand', { value: () => false });
  });
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await answersOf(page).getByRole('button', { name: '复制回答' }).click();
  await expect(page.getByText('没能复制')).toBeVisible();
  await expect(answersOf(page).getByRole('button', { name: '已复制' })).toHaveCount(0);
});
