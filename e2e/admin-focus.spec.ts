import { expect, test } from '@/e2e/support/fixtures';
import { makeTool, newToolName, readTool } from '@/e2e/support/tools';
import { groupSchema } from '@/lib/auth/groups-contracts';

test('a switch keeps the focus while it is set', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await page.goto(`/admin/tools/${tool.id}`);
  const offered = page.getByRole('switch');
  await offered.press('Space');
  await expect(page.getByText('已启用“查物流”')).toBeVisible();
  await expect(offered).toBeFocused();
  await expect(offered).toBeChecked();
});

test('the bar for many goes when it is done, and the focus stays at the table', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await page.goto('/admin/tools');
  await page.getByRole('searchbox').fill(tool.name);
  const rows = page.getByRole('table').locator('tbody tr');
  await expect(rows).toHaveCount(1);
  await rows.getByRole('checkbox').check();
  const bar = page.getByRole('group', { name: '批量操作' });
  await bar.getByRole('button', { name: '启用' }).press('Enter');
  await expect(bar).toBeHidden();
  await expect(page.getByRole('checkbox', { name: '选中本页全部' })).toBeFocused();
});

test('the button that led to the last page of people keeps the focus', async ({ signInAs, database }) => {
  const { page, person } = await signInAs('admin');
  const mark = `pager${Date.now()}`;
  await database.query(
    `INSERT INTO person (id, email, name, role, password_hash, weight, updated_at) SELECT gen_random_uuid(), $1::text || n || '@x.test', $1, 'employee', '!', 1, now() FROM generate_series(1, 60) AS n`,
    [mark],
  );
  await page.goto('/admin/people');
  await page.getByRole('searchbox').fill(mark);
  await expect(page.getByRole('row').filter({ hasText: mark }).first()).toBeVisible();
  await expect(page.getByText(person.email)).toHaveCount(0);
  const [back, on] = [page.getByRole('button', { name: '上一页' }), page.getByRole('button', { name: '下一页' })];
  await on.press('Enter');
  await expect(page.getByText('第 2 / 2 页')).toBeVisible();
  await expect(on).toBeFocused();
  await on.press('Enter');
  await expect(page.getByText('第 2 / 2 页')).toBeVisible();
  await back.press('Enter');
  await expect(page.getByText('第 1 / 2 页')).toBeVisible();
  await expect(back).toBeFocused();
  await database.query('DELETE FROM person WHERE name = $1', [mark]);
});

test('saving another description leaves the focus where it was', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await page.goto(`/admin/tools/${tool.id}`);
  await page.getByLabel('说明', { exact: true }).fill('按单号查物流，含签收人。');
  const name = page.getByLabel('参数名');
  await name.press('Enter');
  await expect.poll(async () => (await readTool(request, tool.name)).description).toBe('按单号查物流，含签收人。');
  await expect(page.getByText('已保存“查物流”')).toBeVisible();
  await expect(name).toBeFocused();
});

test('the steps of an import: the one that one comes to has the focus', async ({ signInAs }) => {
  const { page } = await signInAs('admin');
  const suffix = newToolName('focus');
  const document = {
    openapi: '3.0.3',
    info: { title: suffix, version: '1' },
    servers: [{ url: 'https://api.test' }],
    paths: { '/x': { get: { operationId: suffix, responses: { 200: { description: 'ok' } } } } },
  };
  await page.goto('/admin/tools/import/openapi');
  await page.getByLabel('文档内容').fill(JSON.stringify(document));
  await page.getByRole('button', { name: '读取' }).press('Enter');
  const steps = page.getByRole('list', { name: '步骤' }).getByRole('listitem');
  await expect(steps.nth(1)).toBeFocused();
  await page.getByRole('checkbox', { name: '全选' }).check();
  await page.getByRole('button', { name: '下一步：核对' }).press('Enter');
  await expect(steps.nth(2)).toBeFocused();
  await page.getByRole('button', { name: '返回' }).press('Enter');
  await expect(steps.nth(1)).toBeFocused();
  await page.getByRole('button', { name: '下一步：核对' }).press('Enter');
  await page.getByRole('button', { name: '导入 1 个工具' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '已导入 1 个工具' })).toBeFocused();
});

test('choosing whom to look at in the matrix, and no more: the focus stays there', async ({ signInAs }) => {
  const { page } = await signInAs('admin');
  const { person } = await signInAs('agent', `看看 ${crypto.randomUUID().slice(0, 8)}`);
  await page.goto('/admin/grants');
  const picker = page.getByRole('combobox', { name: '查看某人的实际权限' });
  await picker.fill(person.email);
  // Nobody else: what was found for all of what was typed.
  await expect(page.getByRole('option')).toHaveText([new RegExp(person.name)]);
  await picker.press('Enter');
  const close = page.getByRole('button', { name: '退出查看' });
  await expect(close).toBeFocused();
  await close.press('Enter');
  await expect(picker).toBeFocused();
});

test('members are removed one after the other by one key', async ({ signInAs }) => {
  const { page, request } = await signInAs('admin');
  const mark = crypto.randomUUID().slice(0, 6);
  const name = `轮班 ${mark}`;
  const { id } = groupSchema.parse(await (await request.post('/api/admin/groups', { data: { name } })).json());
  for (const place of [1, 2, 3]) {
    const { person } = await signInAs('agent', `值班 ${mark} ${place}`);
    expect((await request.put(`/api/admin/groups/${id}/members/${person.id}`)).ok()).toBe(true);
  }
  await page.goto('/admin/groups');
  await page.getByRole('button', { name: new RegExp(`^${name} 3 人`) }).click();
  await page.getByRole('button', { name: `移出 值班 ${mark} 2` }).press('Enter');
  // While one is being removed, the buttons of the others have the focus and do nothing.
  for (const place of [3, 1]) {
    const next = page.getByRole('button', { name: `移出 值班 ${mark} ${place}` });
    await expect(next).toBeFocused();
    await expect(next).toBeEnabled();
    await page.keyboard.press('Enter');
  }
  await expect(page.getByText('还没有成员。')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
});
