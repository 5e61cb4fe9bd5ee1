import type { Locator, Page } from '@playwright/test';
import { answersOf, ask, untilPageLives, waitForEnd } from '@/e2e/support/chat';
import { expect, PHONE, test } from '@/e2e/support/fixtures';
import { waitOutComposition } from '@/e2e/support/type-with-ime';

/** The Escape that ends a composition, in the order of each browser, where the focus is. */
async function escapeComposition(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const target = document.activeElement ?? document.body;
    const press = (isComposing: boolean, keyCode: number) =>
      target.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: 'Escape',
          code: 'Escape',
          bubbles: true,
          cancelable: true,
          isComposing,
          keyCode,
        }),
      );
    const compose = (type: 'compositionstart' | 'compositionend') =>
      target.dispatchEvent(new CompositionEvent(type, { bubbles: true, data: '' }));
    // Chrome and Firefox.
    compose('compositionstart');
    press(true, 229);
    press(true, 27);
    compose('compositionend');
    // Safari: the end comes first.
    for (const keyCode of [229, 27]) {
      compose('compositionstart');
      compose('compositionend');
      press(false, keyCode);
    }
    // What closes has two frames to do it in.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

/** An input method's Escape leaves it open, the person's own closes it. */
async function expectOwnEscapeOnly(page: Page, opened: Locator): Promise<void> {
  await expect(opened).toBeVisible();
  await escapeComposition(page);
  await expect(opened).toBeVisible();
  await waitOutComposition(page);
  await page.keyboard.press('Escape');
  await expect(opened).toBeHidden();
}

test('the Escape of an input method closes nothing', async ({ signInAs }) => {
  test.slow();
  const { page } = await signInAs('admin');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await page.waitForURL('**/c/*');

  await test.step('palette', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('ni');
    await expectOwnEscapeOnly(page, page.getByRole('dialog'));
  });
  await test.step('side panel', async () => {
    await page.keyboard.press('Control+/');
    const panel = page.locator('[data-tool-panel]');
    await panel.locator('[data-tool]').first().focus();
    await expectOwnEscapeOnly(page, panel);
  });
  await test.step('question being edited', async () => {
    await page.getByRole('button', { name: '编辑问题' }).click();
    await expectOwnEscapeOnly(page, page.getByRole('textbox', { name: '编辑问题' }));
  });
  const conversations = page.getByRole('navigation', { name: '对话', exact: true });
  const openMenu = async () => {
    await conversations.getByRole('link').first().hover();
    await conversations
      .getByRole('button', { name: /的更多操作$/ })
      .first()
      .click();
  };
  await test.step('menu', async () => {
    await openMenu();
    await expectOwnEscapeOnly(page, page.getByRole('menu'));
  });
  await test.step('name being edited', async () => {
    await openMenu();
    await page.getByRole('menuitem', { name: '重命名', exact: true }).click();
    await expectOwnEscapeOnly(page, conversations.getByRole('textbox'));
  });
  await test.step('search', async () => {
    const search = page.getByRole('search').getByRole('textbox');
    await search.fill('没有的词');
    await escapeComposition(page);
    await expect(search).toHaveValue('没有的词');
    await waitOutComposition(page);
    await page.keyboard.press('Escape');
    await expect(search).toHaveValue('');
  });

  await test.step('dialog with a form', async () => {
    await page.goto('/admin/groups');
    await page.getByRole('button', { name: '新建用户组' }).first().click();
    await page.getByRole('dialog').getByRole('textbox').fill('写到一半');
    await expectOwnEscapeOnly(page, page.getByRole('dialog'));
  });
  await test.step('list of people', async () => {
    await page.getByRole('button', { name: '新建用户组' }).first().click();
    await page
      .getByRole('dialog')
      .getByRole('textbox')
      .fill(`组 ${crypto.randomUUID().slice(0, 8)}`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    const picker = page.getByRole('combobox').first();
    // The new group opens by itself, unless others are there already.
    await expect(async () => {
      if (!(await picker.isVisible()))
        await page.getByRole('main').locator('button[aria-expanded="false"]').first().click({ timeout: 1_000 });
      await expect(picker).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await picker.fill('a');
    await expectOwnEscapeOnly(page, page.getByRole('listbox'));
  });
  await test.step('question to be answered', async () => {
    await page.getByRole('button', { name: /^删除/ }).first().click();
    await expectOwnEscapeOnly(page, page.getByRole('alertdialog'));
  });
  await test.step('popover', async () => {
    await page.goto('/admin/audit');
    await untilPageLives(page);
    await page.getByRole('button', { name: '导出', exact: true }).click();
    await expectOwnEscapeOnly(page, page.getByRole('dialog'));
  });
});

test.describe('on a phone', () => {
  test.use(PHONE);

  test('the Escape of an input method closes neither sheet nor drawer', async ({ signInAs }) => {
    const { page } = await signInAs('agent');
    await page.goto('/');
    await untilPageLives(page);
    await page.getByRole('button', { name: '工具', exact: true }).tap();
    const sheet = page.getByRole('dialog', { name: '工具' });
    await sheet.locator('[data-tool]').first().focus();
    await expectOwnEscapeOnly(page, sheet);
    await page.getByRole('button', { name: '打开侧栏' }).tap();
    await page.locator('#sidebar').getByRole('search').getByRole('textbox').focus();
    await escapeComposition(page);
    await expect(page.locator('#content')).toHaveJSProperty('inert', true);
    await waitOutComposition(page);
    await page.keyboard.press('Escape');
    await expect(page.locator('#content')).toHaveJSProperty('inert', false);
  });
});
