import { expect, test } from '@/e2e/support/fixtures';
import { typeWithIme } from '@/e2e/support/type-with-ime';

/** Longer than a search waits for the next letter: each letter is a search of its own. */
const SLOWLY = { delay: 260 };

test('a person is found while one types on: the field keeps the focus, also when it is emptied', async ({
  signInAs,
}) => {
  await signInAs('employee');
  const { page, person } = await signInAs('admin', `searched${Date.now()}`);
  await page.goto('/admin/people');
  const field = page.getByRole('searchbox');
  const name = person.name.slice(-6);
  await field.pressSequentially(name, SLOWLY);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(name);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await expect(page.locator('tbody tr').nth(1)).toBeVisible();
  await expect(field).toBeFocused();
});

test('a word of an input method is searched', async ({ signInAs }) => {
  const word = `张寻找${crypto.randomUUID().slice(0, 8)}`;
  const { page } = await signInAs('admin', word);
  await page.goto('/admin/people');
  await page.getByRole('searchbox').focus();
  await typeWithIme(page, 'zhangxunzhao', word);
  await expect(page.getByRole('searchbox')).toHaveValue(word);
  await expect(page.locator('tbody tr')).toHaveCount(1);
  await expect(page.getByRole('row').filter({ hasText: word })).toBeVisible();

  await page.goto('/admin/tools');
  const rows = page.getByRole('table').locator('tbody tr');
  await page.getByRole('searchbox').focus();
  await typeWithIme(page, 'dingdan', '订单');
  await expect(rows.filter({ hasText: 'calculator' })).toHaveCount(0);
  await expect(rows.filter({ hasText: 'get_order' })).toBeVisible();
  await page.keyboard.type(' get', SLOWLY);
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(page.getByRole('searchbox')).toHaveValue('订单 get');
});

test('the conversation of the audit filters keeps the focus when its id is complete', async ({ signInAs }) => {
  const { page } = await signInAs('admin');
  await page.goto('/admin/audit');
  const field = page.getByRole('textbox', { name: '对话' });
  const id = '00000000-0000-4000-8000-000000000009';
  await field.pressSequentially(id);
  await expect(page).toHaveURL(new RegExp(`conversationId=${id}`));
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(id);
  await page.getByRole('search').getByRole('button', { name: '清除筛选' }).click();
  await expect(field).toHaveValue('');
});
