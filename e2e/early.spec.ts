import type { Page } from '@playwright/test';
import { composerOf, questionsOf, untilPageIsFilled } from './support/chat';
import { expect, test } from './support/fixtures';

/**
 * Opens an address and keeps the page's scripts back, as a slow network or an old computer does. @returns lets them
 * come
 */
async function openWithoutScripts(page: Page, address: string): Promise<() => void> {
  const released = Promise.withResolvers<undefined>();
  await page.route('**/_next/static/**/*.js*', async (route) => {
    await released.promise;
    await route.continue();
  });
  await page.goto(address, { waitUntil: 'commit' });
  return () => released.resolve(undefined);
}

test('a button that is pressed before the page has its script does what it says, once', async ({ signInAs }) => {
  const { page } = await signInAs('admin');
  const posted: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') posted.push(new URL(request.url()).pathname);
  });
  const release = await openWithoutScripts(page, '/admin/audit');
  const verify = page.getByRole('button', { name: '校验' });
  await verify.click();
  await verify.click();
  expect(posted).toEqual([]);
  release();
  await expect(page.getByText(/完好：[\d,]+ 条事件/)).toBeVisible();
  expect(posted.filter((path) => path === '/api/admin/audit/verify')).toHaveLength(1);
});

test('a button that is pressed before hydration is pressed once', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  // The moment after React begins to listen, and before it has made the page: the second listener for clicks is its
  // own.
  await page.addInitScript(() => {
    const listen = document.addEventListener.bind(document);
    let listeners = 0;
    document.addEventListener = (
      type: string,
      ...more: [EventListenerOrEventListenerObject, (boolean | AddEventListenerOptions)?]
    ) => {
      listen(type, ...more);
      if (type !== 'click') return;
      listeners += 1;
      if (listeners !== 2) return;
      setTimeout(() => {
        document.documentElement.dataset.pressed = 'yes';
        document.querySelector<HTMLElement>('form button[aria-expanded]')?.click();
      });
    };
  });
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-pressed', 'yes');
  await expect(page.getByRole('button', { name: '工具', exact: true })).toHaveAttribute('aria-expanded', 'true');
});

test('a page hydrates as it was rendered, whatever the computer’s clock says', async ({ signInAs }) => {
  const { page } = await signInAs('admin');
  await page.clock.setFixedTime(Date.now() + 20 * 60_000);
  // A press on a page that React renders anew would be lost (the fixture fails for such
  // pages).
  for (const address of [
    '/',
    '/settings',
    '/approvals',
    '/admin/people',
    '/admin/tools',
    '/admin/secrets',
    '/admin/engine',
    '/admin/audit',
  ]) {
    await page.goto(address);
    await expect(page.getByRole('main')).toBeVisible();
    await untilPageIsFilled(page);
  }
  await page.goto('/admin/people');
  await expect(page.getByRole('row').filter({ hasText: '20 分钟前' }).first()).toBeVisible();
});

test('who signs in before the page has its script is signed in, and nothing they typed is in an address', async ({
  signInAs,
  browser,
  baseURL,
}) => {
  const { person } = await signInAs('employee');
  const context = await browser.newContext({ ...(baseURL === undefined ? {} : { baseURL }), locale: 'zh-CN' });
  const page = await context.newPage();
  const release = await openWithoutScripts(page, '/sign-in');
  await page.getByLabel('邮箱或用户名').fill(person.email);
  await page.getByLabel('密码', { exact: true }).fill(person.password);
  await page.getByLabel('密码', { exact: true }).press('Enter');
  expect(new URL(page.url()).search).toBe('');
  release();
  await page.waitForURL('/');
  await context.close();
});

test('what is typed and chosen before the page has its script stays, also beside a draft', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await composerOf(page).fill('昨天的草稿');
  // Kept under the person's id.
  await expect
    .poll(() => page.evaluate(() => Object.keys(localStorage).find((key) => key.startsWith('yika:draft:new@')) ?? ''))
    .not.toBe('');
  const release = await openWithoutScripts(page, '/');
  await composerOf(page).pressSequentially('今天');
  await page.getByText('深度思考').click();
  release();
  await expect(page.getByRole('radio', { name: '深度思考' })).toBeChecked();
  await expect(composerOf(page)).toHaveValue('昨天的草稿\n\n今天');
  await composerOf(page).press('Enter');
  await expect(questionsOf(page)).toContainText('昨天的草稿');
  await expect(questionsOf(page)).toContainText('今天');
});
