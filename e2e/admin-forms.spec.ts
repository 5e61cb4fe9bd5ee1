import type { Page } from '@playwright/test';
import { expectAccessible } from '@/e2e/support/expect-accessible';
import { expect, test } from '@/e2e/support/fixtures';
import { makeTool, readTool } from '@/e2e/support/tools';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';

const save = (page: Page) => page.getByRole('main').getByRole('button', { name: '保存', exact: true }).first().click();
const titleOf = (page: Page) => page.getByLabel('名称', { exact: true });

async function openTool(page: Page, { id }: AdminTool): Promise<void> {
  await page.goto(`/admin/tools/${id}`);
  await expect(titleOf(page)).toBeVisible();
}

/** The tab is looked at again: what it shows is read anew. */
async function lookAgain(page: Page): Promise<void> {
  // Not before what was read counts as old (5 s).
  await page.clock.fastForward('00:10');
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
}

test('a tool that begins to change data keeps the approval that its form shows, and the next save switches nothing off', async ({
  signInAs,
}) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await openTool(page, tool);
  await page.getByLabel('作用').selectOption('change');
  await page.getByRole('checkbox', { name: '我确认不需要审批' }).check();
  await save(page);
  await expect(page.getByText('已保存“查物流”')).toBeVisible();
  await expect(page.getByLabel('调用前')).toHaveValue('none');
  expect(await readTool(request, tool.name)).toMatchObject({ effect: 'change', approval: { mode: 'none' } });

  await page.getByLabel('调用前').selectOption('self');
  await save(page);
  await expect.poll(async () => (await readTool(request, tool.name)).approvalMode).toBe('self');
  await titleOf(page).fill('查快递');
  await save(page);
  await expect.poll(async () => (await readTool(request, tool.name)).title).toBe('查快递');
  expect(await readTool(request, tool.name)).toMatchObject({ approvalMode: 'self' });
});

test('what another admin saved is not undone, and nothing that was typed is lost', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await openTool(page, tool);
  await titleOf(page).fill('我的名称');
  const theirs = {
    approval: { mode: 'approvers', roles: ['admin'] },
    hosts: ['api.test', 'b.test'],
    description: '别人写的说明。',
  };
  expect((await request.patch(`/api/admin/tools/${tool.id}`, { data: theirs })).ok()).toBe(true);
  await save(page);
  await expect(page.getByRole('alert').filter({ hasText: '别人刚改过这个工具，所以没有保存' })).toBeVisible();
  await expect(titleOf(page)).toHaveValue('我的名称');
  const notice = page.getByRole('status').filter({ hasText: '别人刚改过这个工具' });
  await expect(notice).toBeInViewport();
  await expectAccessible(page);
  expect(await readTool(request, tool.name)).toMatchObject({ title: '查物流', approvalMode: 'approvers' });

  await notice.getByRole('button', { name: '保留我的修改' }).click();
  await expect(notice).toBeHidden();
  await expect(page.getByRole('main').getByRole('button', { name: '保存', exact: true })).toBeFocused();
  await expect(titleOf(page)).toHaveValue('我的名称');
  await expect(page.getByLabel('说明', { exact: true })).toHaveValue('别人写的说明。');
  await expect(page.getByLabel('调用前')).toHaveValue('approvers');
  await save(page);
  await expect(page.getByText('已保存“我的名称”')).toBeVisible();
  expect(await readTool(request, tool.name)).toMatchObject({
    title: '我的名称',
    description: '别人写的说明。',
    approvalMode: 'approvers',
    hosts: ['api.test', 'b.test'],
  });
});

test('a tool that somebody else changed: a form that was not touched follows, one that was asks', async ({
  signInAs,
}) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await page.clock.install();
  await openTool(page, tool);
  const description = page.getByLabel('说明', { exact: true });
  const change = async (data: object) =>
    expect((await request.patch(`/api/admin/tools/${tool.id}`, { data })).ok()).toBe(true);
  const notice = page.getByRole('status').filter({ hasText: '别人刚改过这个工具' });
  await change({
    description: '第二版。',
    inputSchema: { ...tool.inputSchema, properties: { no: { type: 'string', title: '单号' } } },
  });
  await lookAgain(page);
  await expect(description).toHaveValue('第二版。');
  await expect(page.getByLabel('显示名')).toHaveValue('单号');
  await expect(notice).toBeHidden();

  await page.getByLabel('含义').fill('快递单号');
  await change({ description: '第三版。' });
  await lookAgain(page);
  await expect(notice).toBeVisible();
  await expect(description).toHaveValue('第二版。');
  await expect(page.getByLabel('含义')).toHaveValue('快递单号');
  await notice.getByRole('button', { name: '载入最新' }).click();
  await expect(description).toHaveValue('第三版。');
  await expect(page.getByLabel('含义')).toHaveValue('');
  await expect(notice).toBeHidden();
});

const cellOf = (page: Page, tool: AdminTool) =>
  page.getByRole('button', { name: new RegExp(`^${tool.title}，客服：`) });

async function openMatrix(page: Page, tool: AdminTool): Promise<void> {
  await page.goto('/admin/grants');
  await page.getByRole('searchbox', { name: '搜索工具' }).fill(tool.name);
  await expect(cellOf(page, tool)).toHaveCount(1);
}

test('a cell that somebody else set meanwhile is reported and stays; limits apply to its new value', async ({
  signInAs,
}) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  const set = async (effect: string) =>
    expect(
      (
        await request.put('/api/admin/grants', {
          data: { toolId: tool.id, subjectKind: 'role', subjectId: 'agent', effect },
        })
      ).ok(),
    ).toBe(true);
  const stored = async () =>
    (
      (await (await request.get(`/api/admin/grants?toolId=${tool.id}`)).json()) as {
        grants: { effect: string; limits: object }[];
      }
    ).grants.map(({ effect, limits }) => ({ effect, limits }));
  await openMatrix(page, tool);
  await set('deny');
  await cellOf(page, tool).press('1');
  await expect(page.getByText('别人刚改过这一格，现在是“禁止”')).toBeVisible();
  await expect(cellOf(page, tool)).toHaveAccessibleName('查物流，客服：禁止');
  expect(await stored()).toEqual([{ effect: 'deny', limits: {} }]);

  await cellOf(page, tool).press('1');
  await expect(cellOf(page, tool)).toHaveAccessibleName('查物流，客服：允许');
  await cellOf(page, tool).press('Enter');
  await page.getByRole('menuitem', { name: '限制次数、时段和参数…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('每天次数').fill('7');
  await set('ask');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog.getByRole('alert')).toContainText('现在是“需确认”');
  await expect(dialog.getByLabel('每天次数')).toHaveValue('7');
  expect(await stored()).toEqual([{ effect: 'ask', limits: {} }]);
  await expect(page.locator('[data-place]').filter({ hasText: '需确认' })).toHaveCount(1);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog).toBeHidden();
  expect(await stored()).toEqual([{ effect: 'ask', limits: { perDay: 7 } }]);
});

test('of quick presses on one cell the last counts', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await openMatrix(page, tool);
  const asked = Promise.withResolvers<undefined>();
  const mayGo = Promise.withResolvers<undefined>();
  await page.route('**/api/admin/grants', async (route) => {
    asked.resolve(undefined);
    await mayGo.promise;
    await route.continue();
  });
  const cell = cellOf(page, tool);
  await cell.press('1');
  await asked.promise;
  for (const key of ['3', '0']) await cell.press(key);
  mayGo.resolve(undefined);
  await expect(cell).not.toHaveAttribute('aria-busy');
  await expect(cell).toHaveAccessibleName('查物流，客服：未设置');
  expect(await (await request.get(`/api/admin/grants?toolId=${tool.id}`)).json()).toMatchObject({ grants: [] });
});

/** What is asked for in the background fails from now on, like behind a proxy that lost the server for a moment. */
async function failReading(page: Page, path: RegExp): Promise<void> {
  await page.route(path, (route) =>
    route.request().method() === 'GET'
      ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"code":"internal"}' })
      : route.fallback(),
  );
}

test('what is written stays when the page cannot be read again', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await page.clock.install();
  await openTool(page, tool);
  await titleOf(page).fill('写了一半');
  const failed = page.waitForResponse(
    (response) => response.url().endsWith(`/api/admin/tools/${tool.id}`) && response.status() === 500,
  );
  await failReading(page, /\/api\/admin\/tools\//);
  await lookAgain(page);
  await failed;
  await expect(page.getByRole('heading', { level: 1, name: '查物流' })).toBeVisible();
  await expect(titleOf(page)).toHaveValue('写了一半');
});

for (const [path, row] of [
  ['/admin/tools', 'get_order'],
  ['/admin/people', '一直在的人'],
  ['/admin/audit', '登录'],
] as const) {
  test(`${path}: the list stays when it cannot be read again, and says so`, async ({ signInAs }) => {
    const { page } = await signInAs('admin', '一直在的人');
    await page.clock.install();
    await page.goto(path);
    const first = page.getByRole('row').filter({ hasText: row }).first();
    await expect(first).toBeVisible();
    await failReading(page, /\/api\/(admin|people)/);
    // The page may still be coming to life: then nobody has listened.
    await expect(async () => {
      await lookAgain(page);
      await expect(page.getByRole('main').getByRole('button', { name: '重试' })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(first).toBeVisible();
  });
}

test('a save that does not go through says why in sight, and what is wrong has the focus', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await openTool(page, tool);
  const url = page.getByLabel('网址', { exact: true });
  await url.fill('https://elsewhere.test/{{no}}');
  await page.getByLabel('给模型的字数上限').focus();
  await save(page);
  await expect(page.getByRole('alert').filter({ hasText: 'elsewhere.test' })).toBeInViewport();

  await url.fill('');
  await save(page);
  await expect(url).toBeFocused();
  await url.fill('https://api.test/x/{{no}}');
  await page.getByRole('button', { name: '添加请求头' }).click();
  const header = page.getByRole('textbox', { name: '请求头 1 的名字' });
  await header.fill('订单');
  await page.getByRole('textbox', { name: '请求头 1 的值' }).focus();
  await save(page);
  await expect(header).toBeFocused();
  await expect(header).toHaveAccessibleDescription('请求头的名字只能用英文字母、数字和连字符');
  await header.fill('X-Order');
  const decides = page.getByLabel('调用前');
  await decides.selectOption('approvers');
  await page.getByLabel('给模型的字数上限').focus();
  await save(page);
  await expect(decides).toBeFocused();
  await decides.selectOption('none');
  await page.getByLabel('作用').selectOption('change');
  await save(page);
  await expect(page.getByRole('checkbox', { name: '我确认不需要审批' })).toBeFocused();
  await page.getByRole('button', { name: '按 JSON Schema 编辑' }).click();
  const schema = page.getByLabel('参数（JSON Schema）');
  await schema.fill('{');
  await page.getByLabel('给模型的字数上限').focus();
  await save(page);
  await expect(schema).toBeFocused();
});

test('limits that are no JSON keep the dialog open, with the focus there', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await request.put('/api/admin/grants', {
    data: { toolId: tool.id, subjectKind: 'role', subjectId: 'agent', effect: 'allow' },
  });
  await openMatrix(page, tool);
  await cellOf(page, tool).press('Enter');
  await page.getByRole('menuitem', { name: '限制次数、时段和参数…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '按 JSON Schema 编辑' }).click();
  const json = dialog.getByLabel('参数限制（JSON Schema）');
  await json.fill('{');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(json).toBeFocused();
  await expect(dialog).toBeVisible();
});

test('an argument without a name, or with a second one’s, is not lost with a save; what the try form holds stays', async ({
  signInAs,
}) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await openTool(page, tool);
  const panel = page.getByRole('region', { name: '试用' });
  await panel.getByLabel('no', { exact: true }).fill('SO-10010');
  await page.getByRole('button', { name: '添加参数' }).click();
  const [name, meaning] = [page.getByLabel('参数名').nth(1), page.getByLabel('含义').nth(1)];
  await meaning.fill('哪个城市');
  await save(page);
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription('请填写参数名，不要的话就删除这一项');
  await name.fill('no');
  await page.getByLabel('给模型的字数上限').focus();
  await save(page);
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription('已有同名参数');
  expect(await readTool(request, tool.name)).toMatchObject({ inputSchema: tool.inputSchema });
  await name.fill('city');
  await expect(panel.getByLabel('city', { exact: true })).toBeVisible();
  await expect(panel.getByLabel('no', { exact: true })).toHaveValue('SO-10010');
  await page.getByRole('checkbox', { name: '必填' }).nth(1).uncheck();
  await save(page);
  await expect(page.getByText('已保存“查物流”')).toBeVisible();
  expect(await readTool(request, tool.name)).toMatchObject({
    inputSchema: { properties: { no: { type: 'string' }, city: { description: '哪个城市' } }, required: ['no'] },
  });
});

test('what is not saved is not dropped by a link, a reload or an ended session', async ({ signInAs }) => {
  const { page, request, context } = await signInAs('admin');
  const tool = await makeTool(request);
  await openTool(page, tool);
  await titleOf(page).fill('写了一半');
  await page.getByRole('link', { name: '授权' }).click();
  const question = page.getByRole('alertdialog', { name: '离开这一页？' });
  await expect(question).toBeVisible();
  await expectAccessible(page);
  await question.getByRole('button', { name: '取消' }).click();
  await expect(titleOf(page)).toHaveValue('写了一半');

  const asked = page.waitForEvent('dialog');
  const reload = page.evaluate(() => window.location.reload());
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await reload;
  await expect(titleOf(page)).toHaveValue('写了一半');

  const cookies = await context.cookies();
  await context.clearCookies();
  await save(page);
  const notice = page.getByRole('alert').filter({ hasText: '登录已过期，写的内容都还在' });
  await expect(notice).toBeInViewport();
  await expect(notice.getByRole('link', { name: '打开登录页' })).toHaveAttribute('target', '_blank');
  await expect(titleOf(page)).toHaveValue('写了一半');
  await context.addCookies(cookies);
  await save(page);
  await expect(page.getByText('已保存“写了一半”')).toBeVisible();
  await expect(notice).toBeHidden();
  await page.getByRole('link', { name: '授权' }).click();
  await expect(page).toHaveURL(/\/admin\/grants$/);
});

test('what is not saved is not dropped by the back button', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await page.goto('/admin/tools');
  await page.locator(`a[href="/admin/tools/${tool.id}"]`).click();
  await expect(page.getByRole('heading', { level: 1, name: '查物流' })).toBeVisible();
  await titleOf(page).fill('写了一半');
  const question = page.getByRole('alertdialog', { name: '离开这一页？' });
  await page.evaluate(() => window.history.back());
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: '取消' }).click();
  await expect(titleOf(page)).toHaveValue('写了一半');
  await expect(page).toHaveURL(new RegExp(`/admin/tools/${tool.id}$`));
  await titleOf(page).fill('写了一大半');
  await page.evaluate(() => window.history.back());
  await question.getByRole('button', { name: '离开，不保存' }).click();
  await expect(page).toHaveURL(/\/admin\/tools$/);
});

test('a dialog that holds something is not closed by a tap beside it', async ({ signInAs }) => {
  const { page } = await signInAs('admin');
  await page.goto('/admin/secrets');
  const dialog = page.getByRole('dialog');
  const open = () => page.getByRole('button', { name: '新建密钥' }).first().click();
  await open();
  await page.mouse.click(5, 400);
  await expect(dialog).toBeHidden();
  await open();
  await dialog.getByLabel('值', { exact: true }).fill('half a value');
  await page.mouse.click(5, 400);
  await expect(dialog.getByLabel('值', { exact: true })).toHaveValue('half a value');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
