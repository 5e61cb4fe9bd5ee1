import { readFile } from 'node:fs/promises';
import { expectAccessible } from '@/e2e/support/expect-accessible';
import { expect, test } from '@/e2e/support/fixtures';

const contract = {
  name: '合同.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('第一条 服务内容\n\n第二条 付款方式'),
};

test('a file is uploaded, read, found, downloaded and deleted', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await page.getByRole('complementary').getByRole('link', { name: '文件' }).click();
  await expect(page.getByText('还没有文件')).toBeVisible();
  const table = { name: '销售.csv', mimeType: 'text/csv', buffer: Buffer.from('区域,金额\n华东,10\n') };
  await page.getByLabel('选择要上传的文件').setInputFiles([contract, table]);
  const row = page.getByRole('row', { name: /合同\.txt/ });
  await expect(row).toContainText(/\d+ token/);
  await expect(page.getByRole('row', { name: /销售\.csv/ })).toContainText(/\d+ token/);
  await expect(page.getByRole('heading', { name: '文件' })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('searchbox', { name: '按名称搜索' }).fill('合同');
  await expect(page.getByRole('row', { name: /销售\.csv/ })).toHaveCount(0);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载“合同.txt”' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('合同.txt');
  expect((await readFile(await download.path())).equals(contract.buffer)).toBe(true);

  await page.getByRole('button', { name: '删除“合同.txt”' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '删除' }).click();
  await expect(page.getByText('没有这个名称的文件')).toBeVisible();
  await page.getByRole('searchbox', { name: '按名称搜索' }).fill('');
  await expect(page.getByRole('row', { name: /销售\.csv/ })).toBeVisible();
});

test('an upload whose connection breaks goes on where it was', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/files');
  const offsets: string[] = [];
  let isBroken = true;
  await page.route('**/api/files/*/parts?**', async (route) => {
    const offset = new URL(route.request().url()).searchParams.get('offset') ?? '';
    offsets.push(offset);
    if (offset !== '0' && isBroken) {
      isBroken = false;
      await route.abort('connectionreset');
    } else await route.continue();
  });
  const buffer = Buffer.alloc(9_000_000, '条款内容 ');
  await page.getByLabel('选择要上传的文件').setInputFiles({ name: '长.bin.txt', mimeType: 'text/plain', buffer });
  await expect(page.getByRole('row', { name: /长\.bin\.txt/ }).getByRole('link')).toBeVisible();
  expect(offsets).toEqual(['0', '4194304', '4194304', '8388608']);
});
