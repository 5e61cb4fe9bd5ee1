import { expect, test } from '@/e2e/support/fixtures';

test('a report is made from the template, its figures lead to their rows, and a person releases it', async ({
  signInAs,
}) => {
  const { page } = await signInAs('employee');
  await page.goto('/reports');
  await page.getByRole('button', { name: '新建报告' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('数据源')).toContainText('示例销售数据');
  await expect(dialog.getByLabel('时区')).toHaveValue('Asia/Shanghai');
  await dialog.getByRole('button', { name: '新建报告' }).click();
  await expect(page.getByRole('heading', { name: '区域业绩日报' })).toBeVisible();

  await page.getByLabel('生成哪一天的报告').fill('2026-11-18');
  await page.getByRole('button', { name: '立即生成' }).click();
  await expect(page.getByRole('heading', { name: '区域业绩日报 · 2026-11-18' })).toBeVisible();
  await expect(page.getByText('等待发布')).toBeVisible({ timeout: 120_000 });

  // Of the sample: days of Shanghai, what was sold less what was paid back.
  await page.getByRole('button', { name: '195.35 万元' }).first().click();
  const origin = page.getByRole('dialog', { name: '净销售额' });
  await expect(origin.getByText('sales.amount - refunds.amount')).toBeVisible();
  await expect(origin.getByText('"sales"."sale_line"').first()).toBeVisible();
  await page.keyboard.press('Escape');

  // An SVG that is not well-formed has no size.
  const chart = page.locator('figure img.only-light').first();
  await chart.scrollIntoViewIfNeeded();
  await expect.poll(() => chart.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  await page.getByRole('button', { name: '发布', exact: true }).click();
  await expect(page.getByText('已发布').first()).toBeVisible();
  await expect(page.getByText('没有接收人')).toBeVisible();
});
