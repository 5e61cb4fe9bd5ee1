import { expectAccessible } from '@/e2e/support/expect-accessible';
import { expect, test } from '@/e2e/support/fixtures';

test('a person makes a key, sees its secret once, tries it, and ends it', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/settings');
  await page.getByRole('link', { name: '管理 API 密钥' }).click();
  await page.getByRole('button', { name: '新建密钥' }).click();
  await page.getByLabel('名称').fill('周报脚本');
  await page.getByRole('dialog').getByRole('button', { name: '新建密钥' }).click();
  const secret = page.getByText(/^yk-[\w-]{43}$/);
  await expect(secret).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: '已保存' }).click();
  await expect(secret).toHaveCount(0);

  await page.getByLabel('内容').fill('[[demo tokens=20]]');
  await page.getByRole('button', { name: '发送' }).click();
  await expect(page.locator('output')).not.toBeEmpty();
  await expect(page.getByRole('row', { name: /周报脚本/ })).toContainText('1 次请求');

  await page.getByRole('button', { name: '停用“周报脚本”' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '停用' }).click();
  await expect(page.getByRole('row', { name: /周报脚本/ })).toContainText('已停用');
  await page.getByRole('button', { name: '发送' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toHaveText('这个密钥已停用，请新建一个。 api-key-ended');
});
