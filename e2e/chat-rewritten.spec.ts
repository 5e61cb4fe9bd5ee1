import type { Page } from '@playwright/test';
import { answersOf, ask, composerOf, filler, questionsOf, readStored, waitForEnd, wordsOf } from '@/e2e/support/chat';
import { expect, test } from '@/e2e/support/fixtures';

/**
 * Translates everything that may be translated, again with every change of the page, as browsers do: the words get
 * nodes of their own.
 */
function translateEverything(): void {
  const translate = (): void => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const element = node.parentElement;
      const isMarked = element?.closest('[translate]')?.getAttribute('translate') === 'no';
      if (
        node instanceof Text &&
        element !== null &&
        !isMarked &&
        element.closest('script, style, textarea, x-words') === null &&
        node.data.trim() !== ''
      )
        found.push(node);
    }
    for (const text of found) {
      const words = document.createElement('x-words');
      words.textContent = text.data;
      text.replaceWith(words);
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    new MutationObserver(translate).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** Puts what is in the page into nodes of its own, marked or not, as extensions do. */
async function rewrite(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluateAll((elements) => {
    for (const element of elements) {
      for (const child of [...element.childNodes]) {
        const wrapper = document.createElement('x-wrapper');
        child.replaceWith(wrapper);
        wrapper.append(child);
      }
    }
    return elements.length;
  });
}

const failedPage = (page: Page) => page.getByText('这一页没能显示');

test('a page that the browser translates goes on: what is written is shown as it is, what is over can be translated', async ({
  signInAs,
}) => {
  const { page, request } = await signInAs('employee');
  await page.addInitScript(translateEverything);
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await expect(wordsOf(answersOf(page)).locator('x-words').first()).toBeAttached();
  await page.getByRole('button', { name: '编辑问题' }).click();
  await page.getByRole('textbox', { name: '编辑问题' }).fill('你好呀');
  await page.getByRole('textbox', { name: '编辑问题' }).press('Enter');
  await expect(questionsOf(page)).toContainText('你好呀');
  await waitForEnd(answersOf(page));
  await ask(page, filler(60).text);
  await waitForEnd(answersOf(page).nth(1));
  const stored = (await readStored(page, request)).messages.at(-1);
  const shown = (await wordsOf(answersOf(page).nth(1)).innerText()).replace(/\s+/g, '');
  expect(shown).toBe((stored?.parts.at(-1)?.text ?? '').replace(/\s+/g, ''));
  await expect(failedPage(page)).toHaveCount(0);
});

test('a page that an extension rewrites goes on, and what is being typed stays', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await page.waitForURL('**/c/*');
  await composerOf(page).fill('写到一半');

  // The nodes of an answer and of its question are moved, then taken away by the page.
  expect(await rewrite(page, '[data-role], [data-role] > *, [data-role] p, [data-role] div')).toBeGreaterThan(3);
  const edited = page.getByRole('textbox', { name: '编辑问题' });
  await page.getByRole('button', { name: '编辑问题' }).click();
  await edited.fill('你好呀');
  await edited.press('Enter');
  await expect(questionsOf(page)).toContainText('你好呀');
  await waitForEnd(answersOf(page));
  await expect(composerOf(page)).toHaveValue('写到一半');

  // The side bar.
  expect(await rewrite(page, '#sidebar, #sidebar > *, #sidebar nav *:not(svg, svg *)')).toBeGreaterThan(3);
  await page.getByRole('search').getByRole('textbox').fill('你好');
  await expect(page.locator('[data-search-results]')).toBeVisible();
  await page.getByRole('search').getByRole('textbox').fill('');
  await expect(page.getByRole('navigation', { name: '对话', exact: true }).getByRole('link').first()).toBeVisible();
  await expect(composerOf(page)).toHaveValue('写到一半');

  // The composer itself.
  expect(await rewrite(page, '.chat-dock form, .chat-dock form div')).toBeGreaterThan(1);
  await composerOf(page).fill('写到一半的问题');
  await composerOf(page).press('Enter');
  await waitForEnd(answersOf(page).nth(1));
  await expect(questionsOf(page)).toHaveCount(2);
  await expect(failedPage(page)).toHaveCount(0);
});
