import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { expectAccessible } from './support/expect-accessible';
import { ENGLISH, expect, PHONE, test } from './support/fixtures';

/** Changes rows as somebody does who owns the database, and gives them back afterwards. */
async function withTampering(
  database: pg.Pool,
  change: string,
  undo: string,
  work: () => Promise<void>,
): Promise<void> {
  const run = async (statement: string): Promise<void> => {
    const client = await database.connect();
    try {
      await client.query(`SET session_replication_role = 'replica'; ${statement}; RESET session_replication_role`);
    } finally {
      client.release();
    }
  };
  await run(change);
  try {
    await work();
  } finally {
    await run(undo);
  }
}

test('who signed in is in the log; filters narrow it, an event opens, the address brings the filters back', async ({
  signInAs,
  page: stranger,
  product,
}) => {
  const refused = await stranger.request.get(`${product.address}/api/auth/csrf`);
  expect(refused.status()).toBe(200);
  const { page, person } = await signInAs('admin', '审计员');
  await page.goto('/admin/audit');
  await expect(page.getByRole('heading', { name: '审计日志' })).toBeVisible();
  await expect(page).toHaveTitle(/审计日志/);
  await expectAccessible(page);
  await page.getByRole('combobox', { name: '人员' }).selectOption(person.id);
  const rows = page.getByRole('row').filter({ hasText: '审计员' });
  await expect(rows).toHaveCount(1);
  await page.getByRole('combobox', { name: '事件' }).selectOption('登录');
  await rows.getByRole('button').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('session.signed_in');
  await expect(dialog).toContainText('userAgent');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.reload();
  await expect(page.getByRole('combobox', { name: '人员' })).toHaveValue(person.id);
  await expect(rows).toHaveCount(1);
  await page.getByRole('combobox', { name: '结果' }).selectOption('拒绝');
  await expect(page.getByText('没有符合条件的事件')).toBeVisible();
  await page.getByRole('search').getByRole('button', { name: '清除筛选' }).click();
  await expect(page.getByRole('row').nth(3)).toBeVisible();
  await page.getByRole('textbox', { name: '对话' }).fill('https://yika.test/c/00000000-0000-4000-8000-000000000001');
  await expect(page).toHaveURL(/conversationId=00000000-0000-4000-8000-000000000001/);
  await expect(page.getByText('没有符合条件的事件')).toBeVisible();
});

test('a log that is whole verifies; one that was changed behind its back does not, and the place is shown', async ({
  signInAs,
  database,
}) => {
  const { page } = await signInAs('admin');
  await page.goto('/admin/audit');
  await page.getByRole('button', { name: '校验' }).click();
  await expect(page.getByText(/完好：[\d,]+ 条事件/)).toBeVisible();
  const { rows } = await database.query<{ seq: string }>(
    "SELECT seq::text AS seq FROM audit_event WHERE action = 'session.signed_in' ORDER BY seq DESC LIMIT 1",
  );
  const seq = rows[0]?.seq ?? '';
  await withTampering(
    database,
    `UPDATE audit_event SET actor_name = actor_name || '!' WHERE seq = ${seq}`,
    `UPDATE audit_event SET actor_name = rtrim(actor_name, '!') WHERE seq = ${seq}`,
    async () => {
      await page.getByRole('button', { name: '重新校验' }).click();
      const alert = page.getByRole('alert').filter({ hasText: '日志被改动过' });
      await expect(alert).toContainText(`第 ${seq} 号：内容被改动`);
      await alert.getByRole('button', { name: '查看' }).click();
      await expect(page.getByRole('button', { name: `查看第 ${seq} 号事件` })).toBeVisible();
      await expectAccessible(page);
    },
  );
  await page.getByRole('button', { name: '重新校验' }).click();
  await expect(page.getByText(/完好/)).toBeVisible();
});

test('an export is a file of what is shown, safe to open in a spreadsheet, and is in the log itself', async ({
  signInAs,
  database,
}) => {
  const evil = '=HYPERLINK("http://x")';
  const { page, person } = await signInAs('admin', evil);
  await page.goto(`/admin/audit?actorId=${person.id}`);
  await page.getByRole('button', { name: '导出' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV（Excel）' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^yika-audit-.*\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  expect(text.startsWith('\uFEFFseq,at,action')).toBe(true);
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
  // What was there before the export; the export itself is in the log after it.
  expect(text.trimEnd().split('\r\n')).toHaveLength(2);
  const { rows } = await database.query(
    "SELECT details FROM audit_event WHERE action = 'audit.exported' AND actor_id = $1",
    [person.id],
  );
  expect(rows).toHaveLength(1);
});

test.describe('in English on a phone', () => {
  test.use({ ...ENGLISH, ...PHONE });
  test('the log is read, opened and verified', async ({ signInAs }) => {
    const { page } = await signInAs('admin');
    await page.goto('/admin/audit');
    await page
      .getByRole('button', { name: /^Signed in/ })
      .first()
      .click();
    await expect(page.getByRole('dialog')).toContainText('session.signed_in');
    await page.getByRole('button', { name: 'Close' }).click();
    // A day typed digit by digit passes through years such as 0002.
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('From', { exact: true }).focus();
    await page.keyboard.type('11222099');
    await expect(page.getByLabel('From', { exact: true })).toHaveValue('2099-11-22');
    await expect(page).toHaveURL(/[?&]from=2099-11-2/);
    await expect(page.getByText('No events match')).toBeVisible();
    await page.getByLabel('From', { exact: true }).fill('2020-06-15');
    await expect(page).toHaveURL(/[?&]from=2020-06-1/);
    await expect(page.getByRole('button', { name: /^Signed in/ }).first()).toBeVisible();
    await page.getByRole('button', { name: 'Verify' }).click();
    await expect(page.getByText(/^Intact/)).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await expectAccessible(page);
  });
});
