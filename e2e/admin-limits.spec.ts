import { expect, PHONE, test } from '@/e2e/support/fixtures';
import { readTool } from '@/e2e/support/tools';

test.use(PHONE);

test('limits that name what the tool does not take are refused when they are set: the path is shown', async ({
  signInAs,
}) => {
  const { page, request } = await signInAs('admin');
  const { title } = await readTool(request, 'get_order');
  await page.goto('/admin/grants');
  await page.getByRole('button', { name: new RegExp(`^${title}，客服：允许`) }).click();
  await page.getByRole('menuitem', { name: '限制次数、时段和参数…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '按 JSON Schema 编辑' }).click();
  await dialog
    .getByLabel('参数限制（JSON Schema）')
    .fill('{"properties":{"order_no":{"properties":{"nr":{"const":"A"}}}}}');
  await dialog.getByRole('button', { name: '保存' }).click();
  const problem = dialog.getByRole('alert').filter({ hasText: 'order_no › nr' });
  await expect(problem).toBeInViewport();
});
