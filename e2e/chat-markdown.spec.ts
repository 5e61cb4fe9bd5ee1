import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, newMarker, waitForEnd, wordsOf } from '@/e2e/support/chat';

const MARKDOWN = [
  '**"术语"**要统一，**（注意）**不要混用。',
  '',
  '```ts',
  'export const places: readonly number[] = [1, 2, 3];',
  'console.log(places);',
  '```',
  '',
  '| 部门 | 数量 |',
  '|---|--:|',
  '| 客服 | 1,204 |',
  '',
  '质能方程 $E=mc^2$，见 [文档](https://docs.example.test/a)。',
  '',
  '<img src="https://evil.example.test/x.png"> ![图](https://evil.example.test/p.png)',
  '',
  '```mermaid',
  'graph LR',
  '  A[提问] --> B[回答]',
  '```',
  '',
  '完。',
].join('\n');

/**
 * Everything that changes its kind while it arrives: half an end of a fence, a number before its dot, marks without
 * words.
 */
const GROWING = [
  '# 标题',
  '',
  '一段文字，**粗体**和`代码`。',
  '- 甲',
  '- 乙',
  '  - 丙',
  '',
  '1. 一',
  '2. 二',
  '',
  '   ```js',
  '   let b = 2;',
  '   ```',
  '',
  '3. 三',
  '',
  '| 部门 | 数量 |',
  '|---|--:|',
  '| 客服 | 1,204 |',
  '',
  '公式 $E=mc^2$ 与',
  '',
  '$$',
  '\\int_0^1 x dx',
  '$$',
  '',
  '> 引用',
  '> 第二行',
  '',
  '---',
  '',
  '## 小结',
  '',
  '~~删除~~ *斜体*',
  '',
  '- [ ] 待办',
  '- [x] 完成',
  '',
  '```ts',
  'const a = 1;',
  '```',
  '',
  '标题二',
  '---',
  '',
  '结尾的一段文字，写得长一些。',
].join('\n');

test('an answer is set as it streams, safely, and nothing jumps at its end', async ({ signInAs, engine, baseURL }) => {
  await engine.configure({ streamTokensPerSecond: 5 });
  const marker = newMarker();
  await engine.script({ fault: 'forced-text', text: MARKDOWN, marker });
  const { page } = await signInAs('employee');
  const foreign: string[] = [];
  page.on('request', (made) => {
    if (!made.url().startsWith(baseURL ?? '') && !made.url().startsWith('data:') && !made.url().startsWith('blob:'))
      foreign.push(made.url());
  });
  await page.goto('/');
  await ask(page, marker);
  const words = wordsOf(answersOf(page));
  await expect(words.locator('strong').first()).toHaveText('"术语"');
  // The fence is code before it is closed.
  await page.waitForFunction(
    () => {
      const code = document.querySelector('[data-answer-text] .md-fence code')?.textContent ?? '';
      return code.includes('export const') && !code.includes('console.log(places)');
    },
    undefined,
    { polling: 'raf' },
  );
  await engine.configure({ streamTokensPerSecond: 60 });

  await expect(words).toContainText('完。');
  await waitForEnd(answersOf(page));
  await expect(words.locator('.katex').first()).toBeVisible();
  await expect(words.locator('.md-diagram svg.flowchart')).toBeVisible({ timeout: 30_000 });
  await expect(words.locator('.md-fence pre span[style*="--code-keyword"]').first()).toBeVisible();
  await expect(words.locator('strong')).toHaveText(['"术语"', '（注意）']);
  await expect(words.locator('table td').nth(1)).toHaveCSS('text-align', 'right');
  await expect(words.getByRole('link', { name: /文档/ })).toContainText('docs.example.test');
  await expect(words.locator('img')).toHaveCount(0);
  expect(foreign).toEqual([]);
});

test('the last word moves nothing that stood before it', async ({ signInAs, engine }) => {
  await engine.configure({ streamTokensPerSecond: 40 });
  const marker = newMarker();
  await engine.script({ fault: 'forced-text', text: GROWING, marker });
  const { page } = await signInAs('employee');
  await page.goto('/');
  // Every height the answer ever has, in order: it only grows.
  await page.evaluate(() => {
    const heights: number[] = [];
    Object.assign(window, { heights });
    const look = () => {
      const element = document.querySelector('[data-answer-text]');
      if (element !== null && element.querySelector('.md') !== null)
        heights.push(element.getBoundingClientRect().height);
      requestAnimationFrame(look);
    };
    look();
  });
  await ask(page, marker);
  await waitForEnd(answersOf(page));
  await expect(wordsOf(answersOf(page))).toContainText('结尾的一段文字');
  const heights = await page.evaluate(() =>
    'heights' in window && Array.isArray(window.heights) ? window.heights.map(Number) : [],
  );
  const shrinks = heights.filter((height, index) => index > 0 && height < (heights[index - 1] ?? 0) - 1);
  expect(heights.length).toBeGreaterThan(20);
  expect(shrinks).toEqual([]);
});

const DIAGRAMS = [
  '```mermaid',
  'flowchart LR',
  '  A{金额 > 50 万} -->|>= 50| B[审批]',
  '  A -- 金额 < 50 --> C[通过]',
  '```',
  '',
  '```mermaid',
  'flowchart LR',
  '  A{金额 > 50 万} --> B[审批]',
  '```',
  '',
  '```mermaid',
  'flowchart LR',
  '  A[开始 --> B',
  '```',
  '',
  '完。',
].join('\n');

test('a diagram shows what was written, or says why it does not', async ({ signInAs, engine }) => {
  const marker = newMarker();
  await engine.script({ fault: 'forced-text', text: DIAGRAMS, marker });
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, marker);
  await waitForEnd(answersOf(page));
  const words = wordsOf(answersOf(page));
  const drawings = words.locator('.md-diagram svg.flowchart');
  await expect(drawings).toHaveCount(2, { timeout: 30_000 });
  const shown = (await drawings.first().locator('text').allTextContents()).join(' ').replaceAll(/\s+/g, '');
  for (const label of ['金额>50万', '>=50', '金额<50']) expect(shown).toContain(label);
  // The third cannot be drawn: its code stands under the reason.
  await expect(words.getByText('画不出来')).toBeVisible();
  await expect(words.locator('.md-fence pre')).toContainText('A[开始 --> B');
  const ids = await words.evaluate((element) => Array.from(element.querySelectorAll('[id]'), ({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});
