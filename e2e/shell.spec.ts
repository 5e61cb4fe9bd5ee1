import type { Page } from '@playwright/test';
import { untilPageIsFilled } from './support/chat';
import { expectAccessible } from './support/expect-accessible';
import { ENGLISH, expect, PHONE, test } from './support/fixtures';
import { seedConversations } from './support/seed-conversations';
import { waitOutComposition } from './support/type-with-ime';

const list = (page: Page) => page.getByRole('navigation', { name: '对话', exact: true });
const row = (page: Page, title: string) => list(page).getByRole('link', { name: title, exact: true });

async function chooseInMenu(page: Page, title: string, item: string): Promise<void> {
  await row(page, title).hover();
  await page.getByRole('button', { name: `“${title}”的更多操作` }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** The new-chat page, once it receives keys: the list requests its newest part at that moment. */
async function open(page: Page): Promise<void> {
  const refreshed = page.waitForResponse((response) => response.url().includes('/api/conversations?'));
  await page.goto('/');
  await refreshed;
}

const titles = (page: Page) => list(page).locator('[data-row]').allTextContents();
test('renaming, pinning and archiving show at once and last', async ({ signInAs, database }) => {
  const { page, person } = await signInAs('employee');
  await seedConversations(database, { ownerId: person.id, titles: ['甲方案', '乙方案', '丙方案'] });
  await database.query(
    `UPDATE conversation SET active_at = now() - interval '40 days' WHERE owner_id = $1 AND title = '丙方案'`,
    [person.id],
  );
  await open(page);
  await expect(list(page).getByRole('heading', { name: '今天' })).toBeVisible();
  await expect(list(page).getByRole('heading', { name: '更早' })).toBeVisible();
  expect(await titles(page)).toEqual(['甲方案', '乙方案', '丙方案']);

  await chooseInMenu(page, '丙方案', '置顶');
  await expect(list(page).getByRole('heading', { name: '置顶' })).toBeVisible();
  await expect.poll(() => titles(page)).toEqual(['丙方案', '甲方案', '乙方案']);

  await chooseInMenu(page, '甲方案', '重命名');
  await page.getByRole('textbox', { name: '对话标题' }).fill('甲方案（定稿）');
  await page.keyboard.press('Enter');
  await expect(row(page, '甲方案（定稿）')).toBeFocused();

  await chooseInMenu(page, '乙方案', '归档');
  await expect(row(page, '乙方案')).toHaveCount(0);
  await page.getByRole('button', { name: '已归档' }).click();
  await expect(
    page.getByRole('navigation', { name: '已归档的对话' }).getByRole('link', { name: '乙方案' }),
  ).toBeVisible();
  await page.getByRole('button', { name: '返回全部对话' }).click();

  await page.reload();
  await expect.poll(() => titles(page)).toEqual(['丙方案', '甲方案（定稿）']);
});

test('a deleted conversation comes back with undo, and stays away without', async ({ signInAs, database }) => {
  const { page, person } = await signInAs('employee');
  await seedConversations(database, { ownerId: person.id, titles: ['留下的', '删掉的'] });
  await open(page);
  await chooseInMenu(page, '删掉的', '删除');
  await expect(row(page, '删掉的')).toHaveCount(0);
  await expect(row(page, '留下的')).toBeFocused();
  await expect(page.getByText('已删除“删掉的”')).toBeVisible();
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(row(page, '删掉的')).toBeVisible();
  await expect
    .poll(
      async () =>
        (await database.query('SELECT 1 FROM conversation WHERE owner_id = $1 AND deleted_at IS NULL', [person.id]))
          .rowCount,
    )
    .toBe(2);

  await chooseInMenu(page, '删掉的', '删除');
  await expect
    .poll(
      async () =>
        (await database.query('SELECT 1 FROM conversation WHERE owner_id = $1 AND deleted_at IS NULL', [person.id]))
          .rowCount,
    )
    .toBe(1);
  await page.reload();
  await expect(row(page, '留下的')).toBeVisible();
  await expect(row(page, '删掉的')).toHaveCount(0);
});

test('what the server refuses is taken back on the screen and said', async ({ signInAs, database }) => {
  const { page, person } = await signInAs('employee');
  await seedConversations(database, { ownerId: person.id, titles: ['原来的标题'] });
  await page.route('**/api/conversations/*', (route) =>
    route.request().method() === 'PATCH'
      ? route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: JSON.stringify({ code: 'unavailable' }),
        })
      : route.continue(),
  );
  await open(page);
  await row(page, '原来的标题').focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: '对话标题' }).fill('不会成功');
  await page.keyboard.press('Enter');
  await expect(page.getByText('服务暂时不可用，请稍后重试。')).toBeVisible();
  await expect(row(page, '原来的标题')).toBeVisible();
});

test('thousands of conversations: few in the page, all of them within reach of the keyboard', async ({
  signInAs,
  database,
}) => {
  const { page, person } = await signInAs('employee');
  await seedConversations(database, {
    ownerId: person.id,
    titles: Array.from({ length: 2_000 }, (_, at) => `对话 ${at + 1}`),
  });
  await open(page);
  await row(page, '对话 1').focus();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, '对话 2')).toBeFocused();
  const height = () =>
    list(page)
      .getByRole('list', { name: '对话', exact: true })
      .evaluate((rows) => rows.clientHeight);
  for (const last of [50, 100, 150]) {
    const before = await height();
    await page.keyboard.press('End');
    await expect(page.locator('[data-row]:focus')).toHaveText(`对话 ${last}`);
    // The next ones have come, for the end was near.
    await expect.poll(height).toBeGreaterThan(before);
  }
  expect(await list(page).locator('[data-row]').count()).toBeLessThan(80);
  await page.keyboard.press('Home');
  await expect(row(page, '对话 1')).toBeFocused();
});

test('the keyboard alone: skip link, list, rename, delete, menu, and the focus is never lost', async ({
  signInAs,
  database,
}) => {
  const { page, person } = await signInAs('employee');
  await seedConversations(database, { ownerId: person.id, titles: ['一', '二', '三'] });
  await open(page);
  await page.getByRole('navigation', { name: '对话', exact: true }).waitFor();
  await page.locator('body').press('Tab');
  await page.getByRole('link', { name: '跳到正文' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();

  await row(page, '一').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F2');
  await page.keyboard.press('Escape');
  await expect(row(page, '二')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: '“二”的更多操作' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Delete');
  await expect(row(page, '三')).toBeFocused();
  await expect(row(page, '二')).toHaveCount(0);
});

test('search finds words of two characters, marks them, and opens the message', async ({ signInAs }) => {
  const { page, request } = await signInAs('employee');
  const [conversationId, messageId] = [crypto.randomUUID(), crypto.randomUUID()];
  const asked = await request.post('/api/runs', {
    data: { conversationId, messageId, parentId: null, text: '请问海外仓退货流程怎么走', mode: 'quick' },
  });
  expect(asked.ok()).toBe(true);
  await open(page);
  await page.keyboard.press('Control+Shift+F');
  await expect(page.getByRole('textbox', { name: '搜索对话' })).toBeFocused();
  await page.keyboard.type('退货');
  const results = page.getByRole('list', { name: '搜索结果' });
  await expect(results.locator('mark', { hasText: '退货' }).first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('ArrowDown');
  await expect(results.getByRole('link').first()).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('textbox', { name: '搜索对话' })).toBeFocused();
  await page.locator(`a[href="/c/${conversationId}#m-${messageId}"]`).click();
  await page.waitForURL(`/c/${conversationId}#m-${messageId}`);

  await page.getByRole('textbox', { name: '搜索对话' }).fill('不存在的词语');
  await expect(page.getByText('没有找到')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list(page)).toBeVisible();

  // The palette finds it too, and says that there is nothing only where there is nothing.
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: '命令' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('退货');
  await expect(palette.getByText('搜到的对话')).toBeVisible();
  await expect(palette.getByText('没有匹配的命令或对话')).toHaveCount(0);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('不存在的词语');
  await expect(palette.getByText('没有匹配的命令或对话')).toBeVisible();
});

test('Enter that confirms an input method opens nothing', async ({ signInAs, database }) => {
  const { page, person, request } = await signInAs('employee');
  const [id = ''] = await seedConversations(database, { ownerId: person.id, titles: ['临时'] });
  expect((await request.patch(`/api/conversations/${id}`, { data: { title: '年假规定' } })).ok()).toBe(true);
  await open(page);
  const field = page.getByRole('textbox', { name: '搜索对话' });
  await field.fill('年假');
  await expect(page.getByRole('list', { name: '搜索结果' }).getByRole('link').first()).toBeVisible();
  // Safari's order: the composition ends before the key that ended it.
  await field.evaluate((input) => {
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '年假' }));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13, bubbles: true, cancelable: true }));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }));
  });
  await expect(page).toHaveURL('/');
  // An Enter of its own opens; right after a composition it would still count as the input method's.
  await waitOutComposition(page);
  await field.press('Enter');
  await expect(page).toHaveURL(`/c/${id}`);
});

test('the command palette does and opens things by a few letters', async ({ signInAs, database }) => {
  const { page, person } = await signInAs('employee');
  await seedConversations(database, { ownerId: person.id, titles: ['采购合同', '销售日报'] });
  await open(page);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: '命令' });
  await expect(palette.getByRole('option', { name: '采购合同' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.type('侧栏');
  await page.keyboard.press('Enter');
  await expect(palette).toHaveCount(0);
  await expect(page.getByRole('complementary', { name: '对话与账号' })).toBeHidden();
  await page.reload();
  await expect(page.getByRole('complementary', { name: '对话与账号' })).toBeHidden();
  // By the initials of its pinyin; it brings the sidebar with it.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('ygd');
  await expect(palette.getByRole('option', { selected: true })).toHaveText('已归档的对话');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: '已归档的对话' })).toBeVisible();
  await page.locator('#content').focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: '键盘快捷键' })).toBeVisible();
  await expectAccessible(page);
});

test('letters typed while the command palette is fetched are in its field, not in the composer', async ({
  signInAs,
}) => {
  const { page } = await signInAs('employee');
  await open(page);
  await untilPageIsFilled(page);
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  await page.route('**/_next/static/chunks/**', async (route) => {
    await released;
    await route.continue();
  });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('settinx');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('gs');
  release(undefined);
  const field = page.getByRole('dialog', { name: '命令' }).getByRole('combobox');
  await expect(field).toHaveValue('settings');
  await expect(field).toBeFocused();
  await expect(page.locator('main textarea')).toHaveValue('');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings$/);
});

test('language and appearance change at once and are rendered by the server', async ({ signInAs }) => {
  const { page } = await signInAs('employee', '王小明');
  await open(page);
  await page.getByRole('button', { name: /王小明.*账号菜单/ }).click();
  await expectAccessible(page);
  await page.getByRole('menuitemradio', { name: '深色' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expectAccessible(page);
  await page.getByRole('button', { name: /王小明.*账号菜单/ }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await expect(page.getByRole('link', { name: 'New chat' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const html = await (await page.request.get('/')).text();
  expect(html).toMatch(/<html lang="en"[^>]* data-theme="dark"/);
  await expectAccessible(page);
});

test('a conversation can be taken along as Markdown and JSON', async ({ signInAs, database }) => {
  const { page, person } = await signInAs('employee');
  await seedConversations(database, { ownerId: person.id, titles: ['季度总结'] });
  await open(page);
  for (const [item, ending] of [
    ['导出 Markdown', '.md'],
    ['导出 JSON', '.json'],
  ] as const) {
    const download = page.waitForEvent('download');
    await chooseInMenu(page, '季度总结', item);
    expect((await download).suggestedFilename()).toMatch(new RegExp(`季度总结.*\\${ending}$`));
  }
});

test('an offline browser gets a notice, and no link leads to its error page', async ({ signInAs, database }) => {
  const { page, context, person } = await signInAs('employee');
  await seedConversations(database, { ownerId: person.id, titles: ['断网时点的'] });
  await open(page);
  await expect(row(page, '断网时点的')).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText('网络断开了')).toBeVisible();
  await expectAccessible(page);
  await row(page, '断网时点的').click();
  await page.keyboard.press('Control+k');
  await expect(page).toHaveURL('/');
  await expect(page.getByText('网络断开了')).toBeVisible();
  await expect(row(page, '断网时点的')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('网络断开了')).toHaveCount(0);
});

test('what does not exist and what is not mine look the same, beside a sidebar that works', async ({
  signInAs,
  database,
}) => {
  const { person: owner } = await signInAs('employee');
  const [foreign = ''] = await seedConversations(database, { ownerId: owner.id, titles: ['别人的'] });
  const { page } = await signInAs('employee');
  for (const id of [foreign, crypto.randomUUID()]) {
    await page.goto(`/c/${id}`);
    await expect(page.getByRole('heading', { name: '找不到这个页面' })).toBeVisible();
    await expect(page.getByRole('complementary', { name: '对话与账号' })).toBeVisible();
  }
  await expectAccessible(page);
});

test.describe('on a phone', () => {
  test.use(PHONE);

  test('the sidebar is a drawer: focus goes in and comes back, what lies behind is out of reach', async ({
    signInAs,
    database,
  }) => {
    const { page, person } = await signInAs('employee');
    await seedConversations(database, { ownerId: person.id, titles: ['手机上的对话'] });
    await open(page);
    await expectAccessible(page);
    const opener = page.getByRole('button', { name: '打开侧栏' });
    await opener.tap();
    await expect(page.locator('#sidebar :focus')).toHaveCount(1);
    await expect(page.locator('#content')).toHaveJSProperty('inert', true);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(opener).toBeFocused();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await opener.tap();
    await expect(page.locator('#sidebar :focus')).toHaveCount(1);
    await row(page, '手机上的对话').tap();
    await page.waitForURL(/\/c\//);
    await expect(page.locator('#sidebar')).toBeHidden();
  });

  test('fields are at least 16 px and targets at least 44 px', async ({ signInAs, database }) => {
    const { page, person } = await signInAs('employee');
    await seedConversations(database, { ownerId: person.id, titles: ['手机上的对话'] });
    await open(page);
    await page.getByRole('button', { name: '打开侧栏' }).tap();
    await expect(row(page, '手机上的对话')).toBeVisible();
    const small = await page.evaluate(() => {
      const visible = (element: Element) =>
        element.checkVisibility({ visibilityProperty: true }) && !element.closest('.sr-only');
      const fields = [...document.querySelectorAll('input, textarea, select')].filter(
        (field) => visible(field) && parseFloat(getComputedStyle(field).fontSize) < 16,
      );
      const targets = [...document.querySelectorAll('button, a')].filter((target) => {
        const { width, height } = target.getBoundingClientRect();
        return visible(target) && (Math.round(width) < 44 || Math.round(height) < 44);
      });
      return [...fields, ...targets].map((element) => element.outerHTML.slice(0, 160));
    });
    expect(small).toEqual([]);
  });
});

test.describe('in English', () => {
  test.use(ENGLISH);

  test('texts and groups follow the browser without a choice', async ({ signInAs, database }) => {
    const { page, person } = await signInAs('employee');
    await seedConversations(database, { ownerId: person.id, titles: ['Quarterly report'] });
    await open(page);
    await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'New chat' })).toBeVisible();
    await expectAccessible(page);
  });
});
