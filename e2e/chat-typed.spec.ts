import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/support/fixtures';
import { answersOf, ask, composerOf, questionsOf, readStored, untilPageLives, waitForEnd } from '@/e2e/support/chat';
import { signInOverHttp, type TestPerson } from '@/e2e/support/people';
import { MAX_QUESTION_LENGTH } from '@/lib/conversations/constants';

async function signInThere(page: Page, person: TestPerson): Promise<void> {
  await page.getByLabel('邮箱或用户名').fill(person.email);
  await page.getByLabel('密码', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

test('the session ends before a first question: it stands in the composer after signing in again, and nothing was sent', async ({
  signInAs,
}) => {
  const { page, context, person } = await signInAs('employee');
  await page.goto('/');
  await untilPageLives(page);
  await composerOf(page).fill('第一个问题');
  await context.clearCookies();
  await composerOf(page).press('Enter');
  await expect(page).toHaveURL(/\/sign-in/);
  await signInThere(page, person);
  await page.waitForURL((url) => url.pathname === '/');
  await expect(composerOf(page)).toHaveValue('第一个问题');
  await expect(questionsOf(page)).toHaveCount(0);
  await composerOf(page).press('Enter');
  await waitForEnd(answersOf(page));
  await expect(questionsOf(page)).toHaveCount(1);
});

test('the session ends in a conversation: the question is in its composer, in a second tab too, and not in that of another person', async ({
  signInAs,
}) => {
  const { page, context, person } = await signInAs('employee');
  const other = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await expect(page).toHaveURL(/\/c\/[^/]+$/);
  const conversation = new URL(page.url()).pathname;
  await composerOf(page).fill('写给这个对话的');
  await context.clearCookies();
  await composerOf(page).press('Enter');
  await expect(page).toHaveURL(/\/sign-in/);
  // Another person on the same browser.
  await signInOverHttp(context.request, other.person);
  await page.goto('/');
  await expect(composerOf(page)).toBeVisible();
  await expect(composerOf(page)).toHaveValue('');
  expect(await page.evaluate(() => document.body.innerText)).not.toContain('写给这个对话的');

  await context.clearCookies();
  await page.goto(conversation);
  await expect(page).toHaveURL(/\/sign-in/);
  const second = await context.newPage();
  await second.goto(`/sign-in?next=${encodeURIComponent(conversation)}`);
  await signInThere(second, person);
  await second.waitForURL(`**${conversation}`);
  await expect(composerOf(second)).toHaveValue('写给这个对话的');
  // The tab that waited at the sign-in page goes on by itself.
  await page.waitForURL(`**${conversation}`);
  await expect(composerOf(page)).toHaveValue('写给这个对话的');
  await expect(questionsOf(page)).toHaveCount(1);
  // Sent in one tab, it is in the composer of neither.
  await composerOf(second).press('Enter');
  await waitForEnd(answersOf(second).nth(1));
  await expect(composerOf(page)).toHaveValue('');
});

test('a question being put in other words is there after the session ended', async ({ signInAs }) => {
  const { page, context, person } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await page.getByRole('button', { name: '编辑问题' }).click();
  await page.getByRole('textbox', { name: '编辑问题' }).fill('换个说法，写到一半');
  await context.clearCookies();
  // The next check finds that the session has ended.
  await expect(page).toHaveURL(/\/sign-in/);
  await signInThere(page, person);
  await expect(page.getByRole('textbox', { name: '编辑问题' })).toHaveValue('换个说法，写到一半');
  await page.getByRole('button', { name: '取消' }).click();
  await page.reload();
  await expect(questionsOf(page)).toContainText('你好');
  await expect(page.getByRole('textbox', { name: '编辑问题' })).toHaveCount(0);
});

test('a first question without a network is sent when it is back, once', async ({ signInAs }) => {
  const { page, context, request } = await signInAs('employee');
  await page.goto('/');
  await untilPageLives(page);
  await composerOf(page).fill('没有网络时问的');
  await context.setOffline(true);
  await composerOf(page).press('Enter');
  await expect(questionsOf(page)).toContainText('连上后会自动重发');
  await context.setOffline(false);
  await waitForEnd(answersOf(page));
  await expect(page).toHaveURL(/\/c\/[^/]+$/);
  expect((await readStored(page, request)).messages).toHaveLength(2);
});

test('a first question that never arrived is found on the page of a new conversation, and can be taken back there', async ({
  signInAs,
}) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await untilPageLives(page);
  await composerOf(page).fill('没送到的第一个');
  await page.route('**/api/**', (route) => route.abort());
  await composerOf(page).press('Enter');
  await expect(questionsOf(page)).toContainText('连不上服务器');
  await page.goto('about:blank');
  await page.unroute('**/api/**');
  await page.goto('/');
  await expect(questionsOf(page)).toContainText('没能送达，请重发');
  await page.getByRole('button', { name: '放回输入框' }).click();
  await expect(composerOf(page)).toHaveValue('没送到的第一个');
  await page.reload();
  await expect(composerOf(page)).toHaveValue('没送到的第一个');
  await expect(questionsOf(page)).toHaveCount(0);
});

test('a conversation that was deleted elsewhere says so, and what is written goes on in a new one', async ({
  signInAs,
}) => {
  const { page, request } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page));
  await expect(page).toHaveURL(/\/c\/[^/]+$/);
  await composerOf(page).fill('写到一半');
  expect(
    (await request.delete(`/api/conversations/${new URL(page.url()).pathname.split('/').at(-1) ?? ''}`)).ok(),
  ).toBe(true);
  await composerOf(page).press('Enter');
  const notice = page.getByRole('alert').filter({ hasText: '这个对话已在别处删除' });
  await expect(notice).toBeVisible();
  await expect(composerOf(page)).toHaveValue('写到一半');
  await expect(questionsOf(page)).toHaveCount(1);
  await expect(page.getByRole('button', { name: '发送', exact: true })).toBeDisabled();
  await notice.getByRole('button', { name: '到新对话里继续' }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(composerOf(page)).toHaveValue('写到一半');
  await expect(notice).toBeHidden();
});

test('what a field cannot hold of a paste is said, with what was kept', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await untilPageLives(page);
  await composerOf(page).fill('字'.repeat(300));
  await composerOf(page).press('ControlOrMeta+A');
  await composerOf(page).press('ControlOrMeta+C');
  const search = page.getByRole('search').getByRole('textbox');
  await search.focus();
  await page.keyboard.press('ControlOrMeta+V');
  const said = page.getByText('只放入了前 200 字');
  await expect(said).toContainText('这里最多 200 字。要放入的有 300 字');
  await expect(search).toHaveValue('字'.repeat(200));
  await search.fill('');

  await composerOf(page).fill('长'.repeat(MAX_QUESTION_LENGTH - 10));
  await composerOf(page).press('End');
  await page.keyboard.press('ControlOrMeta+V');
  await expect(page.getByText('只放入了前 10 字')).toBeVisible();
  await expect(composerOf(page)).toHaveValue(`${'长'.repeat(MAX_QUESTION_LENGTH - 10)}${'字'.repeat(10)}`);
  await page.keyboard.type('多');
  await expect(page.getByText('已经满了，没有放入')).toBeVisible();
});
