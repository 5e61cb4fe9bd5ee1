import type { Page } from '@playwright/test';
import { v7 as newId } from 'uuid';
import { createMessage } from '@/lib/db/testing/seed';
import { answersOf, ask, waitForEnd } from '@/e2e/support/chat';
import { ENGLISH, expect, test } from '@/e2e/support/fixtures';
import { readPdf } from '@/e2e/support/read-pdf';

const TURNS = 40;
const ROWS = 90;
const LONG_LINE = `const address = "${'x'.repeat(180)}"; // END-OF-LINE`;
const LAST = [
  '| No. | Town | Remark |',
  '| --- | --- | --- |',
  ...Array.from(
    { length: ROWS },
    (_, row) => `| R${row + 1} | Town ${row + 1} | ${'two lines of remarks about it '.repeat(3)} |`,
  ),
  '',
  '```ts',
  LONG_LINE,
  '```',
  '',
  'See [the manual](https://docs.example.com/guide/printing?lang=en#pages), or https://docs.example.com/plain for more.',
].join('\n');

const print = async (page: Page): Promise<string[]> =>
  readPdf(await page.pdf({ preferCSSPageSize: true, format: 'A4' }));

test.describe('in English', () => {
  test.use(ENGLISH);

  test('all of a long conversation is on paper: also what was not fetched yet, folded away or far from the screen', async ({
    signInAs,
    database,
  }) => {
    const { page, person } = await signInAs('employee');
    const conversationId = newId();
    await database.query('INSERT INTO conversation (id, owner_id, title) VALUES ($1, $2, $3)', [
      conversationId,
      person.id,
      'Quarterly figures',
    ]);
    let parentId: string | null = null;
    for (let turn = 1; turn <= TURNS; turn += 1) {
      const question = await createMessage({ conversationId, parentId, text: `Question Q${turn}.` }, database);
      const text = turn === TURNS ? LAST : `Answer A${turn}. **Bold** words of it.`;
      parentId = (await createMessage({ conversationId, parentId: question.id, role: 'assistant', text }, database)).id;
    }
    // Printed as soon as the page can be used: the older messages do not come by themselves in this test.
    await page.route(`**/api/conversations/${conversationId}`, (route) =>
      route.request().resourceType() === 'xhr' ? route.continue() : route.abort(),
    );
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`/c/${conversationId}`);
    await expect(answersOf(page).last().locator('.md-table')).toBeVisible();
    expect(await page.locator('.chat-message').count()).toBeLessThan(2 * TURNS);

    const sheets = await print(page);
    const text = sheets.join(' ');
    expect(sheets[0]).toMatch(/^1 \/ \d+ Quarterly figures You Question Q1\./);
    const marks = text.match(/\b[QA]\d+\./g);
    expect(marks).toEqual(
      Array.from({ length: TURNS }, (_, turn) => [
        `Q${turn + 1}.`,
        ...(turn + 1 === TURNS ? [] : [`A${turn + 1}.`]),
      ]).flat(),
    );
    expect(text.match(/\bR\d+\b/g)).toEqual(Array.from({ length: ROWS }, (_, row) => `R${row + 1}`));
    expect(text).not.toContain('**');
    // The head of the table stands on each sheet that has rows of it.
    for (const sheet of sheets.filter((one) => /\bR\d+\b/.test(one))) expect(sheet).toContain('No. Town Remark');
    expect(sheets.filter((one) => one.includes('No. Town Remark')).length).toBeGreaterThan(2);
    expect(text.replaceAll(' ', '')).toContain('END-OF-LINE');
    expect(text).toContain('the manual (https://docs.example.com/guide/printing?lang=en#pages)');
    expect(text.split('https://docs.example.com/plain')).toHaveLength(2);
    for (const [index, sheet] of sheets.entries())
      expect(sheet).toMatch(new RegExp(`(^|\\s)${index + 1} / ${sheets.length}(\\s|$)`));
    for (const word of ['New chat', 'Copy', 'Regenerate', 'Edit question', 'Skip to content', person.name])
      expect(text).not.toContain(word);

    // Afterwards the screen is as it was.
    await expect(page.locator('.chat-dock')).toBeVisible();
  });
});

test('a call of a tool is on paper with what it was asked and what it answered, and Ctrl P waits for it', async ({
  signInAs,
}) => {
  const { page } = await signInAs('agent');
  await page.goto('/');
  await ask(page, '这个订单到哪了：SO-10010');
  const line = answersOf(page).locator('[data-call-line]');
  await expect(line).toHaveAttribute('data-state', 'done', { timeout: 30_000 });
  await waitForEnd(answersOf(page));
  await expect(line.locator('article')).toHaveCount(0);
  await page.evaluate(() => {
    window.print = () => {
      document.body.dataset.printed = String(document.querySelectorAll('[data-call-line] article').length);
      window.dispatchEvent(new Event('afterprint'));
    };
  });
  await page.keyboard.press('Control+p');
  await expect(page.locator('body')).toHaveAttribute('data-printed', '1');
  await expect(line.locator('article')).toHaveCount(0);

  const text = (await print(page)).join(' ');
  expect(text).toContain('get_order');
  expect(text.match(/SO-10010/g)?.length).toBeGreaterThanOrEqual(3);
  await expect(line.locator('article')).toHaveCount(0);
});
