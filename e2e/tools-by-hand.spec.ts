import type { Page } from '@playwright/test';
import { composerOf, untilPageLives } from '@/e2e/support/chat';
import { addCountedTool } from '@/e2e/support/counted-tool';
import { CountingServer } from '@/e2e/support/counting-server';
import { expect, test } from '@/e2e/support/fixtures';

let server: CountingServer;
test.beforeAll(async () => {
  server = await CountingServer.start();
});
test.afterAll(() => server.close());

/** Opens the tool in the panel of a conversation that has not begun, and asks for `key`. */
async function callFromPanel(page: Page, name: string, key: string): Promise<void> {
  await page.goto('/');
  await untilPageLives(page);
  await composerOf(page).focus();
  await page.keyboard.press('Control+/');
  await page.locator(`[data-tool="${name}"]`).click();
  await page.locator('[data-tool-panel]').getByRole('textbox').fill(key);
  await submitOf(page).click();
}

const submitOf = (page: Page) => page.locator('[data-tool-panel]').getByRole('button', { name: '提交', exact: true });
const callOf = (page: Page) => page.locator('[data-tool-panel] [data-call]');

test('a proxy that gives up does not make a change twice', async ({ signInAs, database }) => {
  const { page, person } = await signInAs('agent');
  const name = await addCountedTool(server, database, person.id);
  const key = crypto.randomUUID();
  await page.route('**/api/tool-calls', async (route) => {
    await route.fetch();
    await route.fulfill({ status: 502, contentType: 'text/html', body: '<html>Bad Gateway</html>' });
  });
  await page.route('**/api/tool-calls/*', (route) => route.abort());
  await callFromPanel(page, name, key);
  await expect(page.locator('[data-tool-panel] form').getByRole('alert')).toBeVisible();
  await page.unroute('**/api/tool-calls/*');
  await page.unroute('**/api/tool-calls');
  await submitOf(page).click();
  await expect(callOf(page)).toHaveAttribute('data-state', 'done');
  expect(server.count(key)).toBe(1);
  // Its end is seen: asking for the same once more is another call.
  await submitOf(page).click();
  await expect.poll(() => server.count(key)).toBe(2);
});

test('a call whose answer never came is shown by its own id', async ({ signInAs, database }) => {
  const { page, person } = await signInAs('agent');
  const name = await addCountedTool(server, database, person.id);
  await page.route('**/api/tool-calls', async (route) => {
    await route.fetch();
    await route.fulfill({ status: 504, contentType: 'text/html', body: '' });
  });
  await callFromPanel(page, name, crypto.randomUUID());
  await expect(callOf(page)).toHaveAttribute('data-state', 'done');
  await expect(page.locator('[data-tool-panel] form').getByRole('alert')).toHaveCount(0);
});

test('a call made before a conversation is shown while it is made, found again, and given up', async ({
  signInAs,
  database,
}) => {
  const { page, person } = await signInAs('agent');
  const name = await addCountedTool(server, database, person.id);
  const key = `hangs-${crypto.randomUUID()}`;
  await callFromPanel(page, name, key);
  await expect(callOf(page)).toHaveAttribute('data-state', 'running');
  await expect(callOf(page).getByRole('button', { name: '取消', exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: '对话之外的调用' })).toBeVisible();
  await expect(callOf(page)).toHaveAttribute('data-state', 'running');
  await callOf(page).getByRole('button', { name: '取消', exact: true }).click();
  await expect(callOf(page)).toHaveAttribute('data-state', 'cancelled');
  expect(server.count(key)).toBe(1);
});

test('a call that could not be given up says so, and can be given up once more', async ({ signInAs, database }) => {
  const { page, person } = await signInAs('agent');
  const name = await addCountedTool(server, database, person.id);
  await callFromPanel(page, name, `hangs-${crypto.randomUUID()}`);
  await expect(callOf(page)).toHaveAttribute('data-state', 'running');
  await page.route('**/api/tool-calls/*/cancel', (route) => route.abort());
  await callOf(page).getByRole('button', { name: '取消', exact: true }).click();
  await expect(page.getByText('连不上服务器')).toBeVisible();
  await page.unroute('**/api/tool-calls/*/cancel');
  await callOf(page).getByRole('button', { name: '取消', exact: true }).click();
  await expect(callOf(page)).toHaveAttribute('data-state', 'cancelled');
});
