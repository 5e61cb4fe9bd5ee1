import type { Page } from '@playwright/test';
import { expectAccessibleInBothThemes } from '@/e2e/support/expect-accessible';
import { expect, test } from '@/e2e/support/fixtures';
import {
  answersOf,
  ask,
  askOverHttp,
  composerOf,
  drainEngine,
  filler,
  newMarker,
  waitForEnd,
} from '@/e2e/support/chat';

test.afterEach(({ engine }) => drainEngine(engine));

test('axe finds nothing on any state of a conversation, in either theme', async ({ signInAs, engine, baseURL }) => {
  test.slow();
  const { page } = await signInAs('employee');
  await page.goto('/');
  await composerOf(page).waitFor();
  await expectAccessibleInBothThemes(page);

  const sample = newMarker();
  await engine.script({
    fault: 'forced-text',
    text: '## 标题\n\n正文 `代码` [链接](https://example.test)\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n```ts\nconst a: number = 1; // 注释\n```\n\n- [x] 完成',
    reasoning: '想',
    marker: sample,
  });
  await ask(page, sample);
  await waitForEnd(answersOf(page));
  await expect(answersOf(page).locator('.md-fence')).toBeVisible();
  await expectAccessibleInBothThemes(page);

  const { text, marker } = filler(60);
  await engine.script({ fault: 'error-mid', afterTokens: 20, marker });
  await ask(page, text);
  await expect(answersOf(page).nth(1).getByRole('button', { name: '继续' })).toBeVisible();
  await expectAccessibleInBothThemes(page);

  await engine.configure({ streamTokensPerSecond: 15 });
  const others = await signInAs('employee');
  for (let index = 0; index < 4; index += 1) await askOverHttp(baseURL ?? '', others.request, filler(300).text);
  await ask(page, '你好');
  await expect(page.locator('[data-queue-card]')).toBeVisible();
  await expectAccessibleInBothThemes(page);
});

test('streamed text is announced by its states and its end, not token by token', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 60 });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    for (const region of document.querySelectorAll('[aria-live], [role="status"], [role="alert"], [role="log"]')) {
      new MutationObserver(() => said.push(region.textContent)).observe(region, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    }
  });
  await ask(page, filler(200).text);
  await waitForEnd(answersOf(page));
  await expect.poll(async () => (await said(page)).at(-1)).toMatch(/回答完成，共 \d+ 字/);
  const all = await said(page);
  expect(all.length).toBeLessThan(10);
  expect(all.join('')).not.toContain('queue');
});

test('all of it works without a mouse, and the focus is never lost', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await expect(composerOf(page)).toBeFocused();
  await page.keyboard.type('你好');
  await page.keyboard.press('Enter');
  await expect(composerOf(page)).toBeFocused();
  await waitForEnd(answersOf(page));

  await page.keyboard.press('Shift+Tab');
  const tabbed = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
  expect(tabbed).not.toBe('');
  await answersOf(page).getByRole('button', { name: '重新回答' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(answersOf(page).getByRole('button', { name: '重新回答' })).toBeFocused();

  await page.getByRole('button', { name: '编辑问题' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: '编辑问题' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: '编辑问题' })).toBeFocused();
  await page.keyboard.press('Shift+Escape');
  await expect(composerOf(page)).toBeFocused();

  await page.getByRole('radio', { name: '快速' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio', { name: '深度思考' })).toBeChecked();
});

async function said(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => ('said' in window && Array.isArray(window.said) ? window.said.map(String) : []));
}
