import type { Page } from '@playwright/test';
import { untilPageIsFilled } from '@/e2e/support/chat';
import { expectAccessible, expectAccessibleInBothThemes } from '@/e2e/support/expect-accessible';
import { expect, PHONE, test } from '@/e2e/support/fixtures';
import { newToolName, readTool, sampleOrdersBase } from '@/e2e/support/tools';
import { takeBack, useTakeBack } from '@/e2e/support/take-back';

useTakeBack();

/** Every admin page of this issue. */
const PAGES = [
  '/admin/tools',
  '/admin/tools/new',
  '/admin/tools/import/openapi',
  '/admin/tools/import/mcp',
  '/admin/tools/sources',
  '/admin/grants',
  '/admin/groups',
  '/admin/secrets',
  '/admin/keys',
  '/keys',
  '/approvals',
];

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(0);
}

test('the admin pages of tools are accessible, in either theme', async ({ signInAs }) => {
  test.slow();
  const { page } = await signInAs('admin');
  for (const path of PAGES) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await untilPageIsFilled(page);
    await expectAccessibleInBothThemes(page);
  }
});

test.describe('on a phone', () => {
  test.use(PHONE);

  test('the admin pages fit, and are accessible', async ({ signInAs }) => {
    test.slow();
    const { page } = await signInAs('admin');
    for (const path of PAGES) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await untilPageIsFilled(page);
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    }
  });
});

test('the admin pages are for administrators alone', async ({ signInAs }) => {
  const { page } = await signInAs('agent');
  for (const path of PAGES.filter((candidate) => candidate.startsWith('/admin/'))) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: '找不到这个页面' })).toBeVisible();
  }
});

test('tools are found by word, kind and state, sorted, and switched many at once', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  await page.goto('/admin/tools');
  const rows = page.getByRole('table').locator('tbody tr');
  // Tools of other tests have it in their description.
  const calculator = rows.filter({ has: page.locator('code', { hasText: /^calculator$/ }) });
  await page.getByRole('searchbox', { name: '搜索名称、说明或来源' }).fill('订单');
  await expect(rows.filter({ hasText: 'get_order' })).toBeVisible();
  await expect(calculator).toHaveCount(0);
  await page.getByRole('combobox', { name: '按状态筛选' }).selectOption('quarantined');
  await expect(page.getByText('没有符合条件的工具')).toBeVisible();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await page.getByRole('combobox', { name: '按种类筛选' }).selectOption('builtin');
  await expect(calculator).toBeVisible();
  await expect(rows.filter({ hasText: 'get_order' })).toHaveCount(0);

  const title = page.getByRole('columnheader', { name: '工具' });
  await expect(title).toHaveAttribute('aria-sort', 'ascending');
  const first = await rows.first().innerText();
  await title.getByRole('button').click();
  await expect(title).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.last()).toContainText(first.split('\n')[0] ?? '');

  const { id } = await readTool(request, 'calculator');
  takeBack.push(async () =>
    expect((await request.post(`/api/admin/tools/${id}/enabled`, { data: { enabled: true } })).ok()).toBe(true),
  );
  await calculator.getByRole('checkbox', { name: /^选中/ }).check();
  await page.getByRole('group', { name: '批量操作' }).getByRole('button', { name: '停用' }).click();
  await expect(page.getByText('已全部停用')).toBeVisible();
  expect((await readTool(request, 'calculator')).enabled).toBe(false);
  // It is said before the list is read again.
  const offered = calculator.getByRole('switch');
  await expect(offered).not.toBeChecked();
  await offered.press('Space');
  await expect.poll(async () => (await readTool(request, 'calculator')).enabled).toBe(true);
});

test('an HTTP tool is described, tried before anybody may use it, enabled, and granted by keyboard', async ({
  signInAs,
}) => {
  const { page, request } = await signInAs('admin');
  const agent = await signInAs('agent', '客服小周');
  const base = await sampleOrdersBase(request);
  const name = newToolName('find_order');
  await page.goto('/admin/tools/new');
  await page.getByRole('button', { name: '创建（暂不启用）' }).click();
  await expect(page.getByLabel('名称', { exact: true })).toBeFocused();
  await expect(page.getByText('请填写完整的网址')).toBeVisible();

  await page.getByLabel('名称', { exact: true }).fill('查一笔订单');
  await page.getByLabel('标识', { exact: true }).fill(name);
  await page.getByLabel('说明', { exact: true }).fill('按订单号查询订单的状态和物流。');
  await page.getByRole('button', { name: '添加参数' }).click();
  await expect(page.getByLabel('参数名')).toBeFocused();
  await page.getByLabel('参数名').fill('order_no');
  await page.getByLabel('含义').fill('订单号，例如 SO-10010');
  // The address, with the argument put in from the menu; the host is then known.
  await page.getByLabel('网址', { exact: true }).fill(`${base}/orders/`);
  await page.getByRole('button', { name: '插入参数或密钥' }).first().click();
  await page.getByRole('menuitem', { name: 'order_no' }).click();
  await expect(page.getByLabel('网址', { exact: true })).toHaveValue(`${base}/orders/{{order_no}}`);
  await expect(page.getByLabel('可访问的主机')).toHaveValue(new URL(base).host);
  await page.getByLabel('其中的内网主机').fill(new URL(base).host);
  await page.getByLabel('取结果的位置').fill('/order');

  const panel = page.getByRole('region', { name: '试用' });
  await panel.getByRole('button', { name: '试一下' }).click();
  await expect(panel.getByText('请填写', { exact: true })).toBeVisible();
  await panel.getByLabel('order_no').fill('SO-10010');
  await panel.getByRole('button', { name: '试一下' }).click();
  await expect(panel.getByText('收货城市')).toBeVisible();
  await expect(panel.getByRole('table').first()).toContainText('数量');
  await panel.getByRole('button', { name: '看原文' }).click();
  await expect(panel.getByText('"订单号"')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: '创建（暂不启用）' }).click();
  await page.waitForURL(/\/admin\/tools\/[0-9a-f-]{36}$/);
  const path = new URL(page.url()).pathname;
  // Every agent of the other tests will have it too.
  takeBack.push(async () => expect((await request.delete(`/api${path}`)).ok()).toBe(true));
  await expect(page.getByRole('heading', { level: 1, name: '查一笔订单' })).toBeVisible();
  expect(await (await agent.request.get('/api/tools')).text()).not.toContain(name);
  await page.getByRole('switch', { name: '已停用' }).press('Space');
  await expect(page.getByRole('switch', { name: '已启用' })).toBeChecked();
  // Enabled, but granted to nobody.
  expect(await (await agent.request.get('/api/tools')).text()).not.toContain(name);

  await page.goto('/admin/grants');
  await page.getByRole('searchbox', { name: '搜索工具' }).fill(name);
  const cell = page.getByRole('button', { name: /^查一笔订单，客服：/ });
  await page.getByRole('button', { name: /^查一笔订单，员工：/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(cell).toBeFocused();
  await page.keyboard.press('1');
  await expect(cell).toHaveAccessibleName('查一笔订单，客服：允许');
  await expect.poll(async () => (await agent.request.get('/api/tools')).text()).toContain(name);
  await expect(cell).toBeFocused();
  await expectAccessible(page);

  // What holds for one person, and why.
  await page.getByRole('combobox', { name: '查看某人的实际权限' }).fill('客服小周');
  await page.getByRole('option', { name: new RegExp(agent.person.email) }).click();
  const row = page.getByRole('row', { name: /查一笔订单/ });
  await expect(row).toContainText('来自角色“客服”');
  await page.getByRole('button', { name: '查一笔订单，客服小周：未设置' }).click();
  await page.getByRole('menuitemradio', { name: '禁止' }).click();
  await expect(row).toContainText('被个人授权禁止');
  await expectAccessible(page);
  expect(await (await agent.request.get('/api/tools')).text()).not.toContain(name);
});

test('limits of a grant: number, hours, and allowed values', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const { id: toolId, title } = await readTool(request, 'search_orders');
  await page.goto('/admin/grants');
  await page.getByRole('button', { name: new RegExp(`^${title}，客服：允许`) }).click();
  await page.getByRole('menuitem', { name: '限制次数、时段和参数…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('每天次数').fill('0');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog.getByText('请填大于 0 的整数')).toBeVisible();
  await dialog.getByLabel('每天次数').fill('2000');
  await dialog.getByRole('checkbox', { name: '只在规定时段可用' }).check();
  for (const day of ['周六', '周日']) await dialog.getByRole('checkbox', { name: day }).check();
  await dialog.getByLabel('从', { exact: true }).fill('00:00');
  await dialog.getByLabel('到', { exact: true }).fill('23:59');
  await dialog.getByLabel('最多返回几条 最大').fill('10');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: `${title}，客服：允许，有限制` })).toBeFocused();
  const { grants } = (await (await request.get(`/api/admin/grants?toolId=${toolId}`)).json()) as {
    grants: { subjectId: string; limits: unknown }[];
  };
  expect(grants.find(({ subjectId }) => subjectId === 'agent')?.limits).toEqual({
    perDay: 2000,
    hours: { timeZone: 'Asia/Shanghai', days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59' },
    arguments: { type: 'object', properties: { limit: { maximum: 10 } } },
  });
  expect(
    (
      await request.put('/api/admin/grants', {
        data: { toolId, subjectKind: 'role', subjectId: 'agent', effect: 'allow' },
      })
    ).ok(),
  ).toBe(true);
});

test('a secret goes in and never comes out; it is replaced and deleted', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const name = newToolName('key');
  const value = `top-${crypto.randomUUID()}`;
  await page.goto('/admin/secrets');
  await page.getByRole('button', { name: '新建密钥' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('名称').fill(name);
  await dialog.getByLabel('值', { exact: true }).fill('short');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog.getByText('至少 6 个字符')).toBeVisible();
  await dialog.getByLabel('值', { exact: true }).fill(value);
  await dialog.getByLabel('只发往这些主机').fill('api.example.com');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '保存' }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('没有工具在用');
  expect(await page.content()).not.toContain(value);
  expect(await (await request.get('/api/admin/secrets')).text()).not.toContain(value);
  await row.getByRole('button', { name: `${name} 的操作` }).click();
  await page.getByRole('menuitem', { name: '替换' }).click();
  await expect(dialog.getByLabel('值', { exact: true })).toHaveValue('');
  await expect(dialog.getByLabel('只发往这些主机')).toHaveValue('api.example.com');
  await dialog.getByLabel('值', { exact: true }).fill(`${value}-2`);
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog).toBeHidden();
  await row.getByRole('button', { name: `${name} 的操作` }).click();
  await page.getByRole('menuitem', { name: '删除' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(row.getByRole('button', { name: `${name} 的操作` })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: '删除' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '删除' }).click();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});

test('a group is made, gets members by keyboard, a new name, and goes', async ({ signInAs }) => {
  const { page } = await signInAs('admin');
  const member = await signInAs('agent', `组员 ${crypto.randomUUID().slice(0, 6)}`);
  const name = `售后 ${crypto.randomUUID().slice(0, 6)}`;
  await page.goto('/admin/groups');
  await page.getByRole('button', { name: '新建用户组' }).first().click();
  await page.getByRole('dialog').getByLabel('名称').fill(name);
  await page.keyboard.press('Enter');
  const picker = page.getByRole('combobox', { name: '按姓名、邮箱或用户名添加成员' });
  await picker.fill(member.person.email);
  // Nobody else: what was found for all of what was typed.
  await expect(page.getByRole('option')).toHaveText([new RegExp(member.person.name)]);
  await expectAccessible(page);
  await picker.press('Enter');
  await expect(page.getByText(`已加入 ${member.person.name}`)).toBeVisible();
  await expect(page.getByRole('button', { name: new RegExp(`^${name} 1 人`) })).toBeVisible();
  await page.getByRole('button', { name: `移出 ${member.person.name}` }).click();
  await expect(page.getByText('还没有成员。')).toBeVisible();
  await page.getByRole('button', { name: `给“${name}”改名` }).click();
  await page.getByRole('dialog').getByLabel('名称').fill(`${name}二组`);
  await page.getByRole('dialog').getByRole('button', { name: '改名' }).click();
  await page.getByRole('button', { name: `删除“${name}二组”` }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '删除' }).click();
  await expect(page.getByRole('heading', { name: new RegExp(name) })).toHaveCount(0);
});
