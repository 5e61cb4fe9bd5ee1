import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, questionsOf, waitForEnd } from '@/e2e/support/chat';

test('a question is put in other words and an answer given again, beside the old ones', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '1+1等于几');
  await waitForEnd(answersOf(page));
  await expect(answersOf(page)).toContainText('1+1 = 2');

  await page.getByRole('button', { name: '编辑问题' }).click();
  await page.getByRole('textbox', { name: '编辑问题' }).fill('2+3等于几');
  await page.keyboard.press('Enter');
  await expect(questionsOf(page)).toHaveText(/2\+3/);
  await waitForEnd(answersOf(page));
  await expect(answersOf(page)).toContainText('2+3 = 5');
  const versions = questionsOf(page).getByRole('group', { name: '版本' });
  await expect(versions).toHaveText('2/2');
  const isKept = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await versions.getByRole('button', { name: '上一个版本' }).click();
  await expect(questionsOf(page)).toHaveText(/1\+1/);
  await expect(answersOf(page)).toContainText('1+1 = 2');

  // Another device shows the version that was chosen.
  await isKept;
  await page.reload();
  await expect(questionsOf(page)).toHaveText(/1\+1/);

  await answersOf(page).getByRole('button', { name: '重新回答' }).click();
  await page.getByRole('menuitem', { name: /深度思考/ }).click();
  await expect(answersOf(page).getByRole('group', { name: '版本' })).toHaveText('2/2');
  await expect(answersOf(page).getByRole('button', { name: /思考/ }).first()).toBeVisible();
});

test('a link to a message goes there, on whichever version it stands', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '1+1等于几');
  await waitForEnd(answersOf(page));
  const id = await answersOf(page).getAttribute('id');
  await page.getByRole('button', { name: '编辑问题' }).click();
  await page.getByRole('textbox', { name: '编辑问题' }).fill('2+3等于几');
  await page.keyboard.press('Enter');
  await waitForEnd(answersOf(page));
  await expect(questionsOf(page)).toHaveText(/2\+3/);
  await page.goto(`${page.url()}#${id ?? ''}`);
  await page.reload();
  await expect(page.locator(`[id="${id ?? ''}"]`)).toBeFocused();
  await expect(questionsOf(page)).toHaveText(/1\+1/);
});
