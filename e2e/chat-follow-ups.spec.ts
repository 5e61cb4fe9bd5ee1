import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, filler, questionsOf, readStored, untilPageLives, waitForEnd } from '@/e2e/support/chat';

test('follow-ups while an answer is written wait in order, visible, each by itself, and can be cancelled', async ({
  signInAs,
  engine,
}) => {
  await engine.configure({ streamTokensPerSecond: 15 });
  const { page, request } = await signInAs('employee');
  await page.goto('/');
  await ask(page, filler(400).text);
  await ask(page, '1+1等于几');
  await ask(page, '这个不要了');
  await ask(page, '2+3等于几');
  await expect(questionsOf(page)).toHaveCount(4);
  await expect(answersOf(page).getByText('等你的上一个回答写完')).toHaveCount(3);

  await answersOf(page).nth(2).getByRole('button', { name: '取消' }).click();
  await expect(answersOf(page).nth(2).getByText('已停止')).toBeVisible();
  await engine.configure({ streamTokensPerSecond: 400 });
  for (const index of [0, 1, 3]) await waitForEnd(answersOf(page).nth(index));

  const { messages } = await readStored(page, request);
  expect(messages.filter(({ role }) => role === 'user').map(({ parts }) => parts[0]?.text.slice(0, 8))).toEqual([
    '[[demo t',
    '1+1等于几',
    '这个不要了',
    '2+3等于几',
  ]);
  await expect(answersOf(page).nth(1)).toContainText('1+1 = 2');
  await expect(answersOf(page).nth(3)).toContainText('2+3 = 5');
});

test('questions asked while the script of the messages is still on its way arrive as they were typed', async ({
  signInAs,
}) => {
  const { page, request } = await signInAs('employee');
  await page.goto('/');
  await untilPageLives(page);
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  await page.route('**/_next/static/chunks/**', async (route) => {
    await released;
    await route.continue();
  });
  await ask(page, '1+1等于几');
  await ask(page, '2+3等于几');
  await expect(questionsOf(page)).toHaveCount(0);
  release(undefined);
  await expect(questionsOf(page)).toHaveText([/1\+1等于几/, /2\+3等于几/]);
  for (const index of [0, 1]) await waitForEnd(answersOf(page).nth(index));
  const { messages } = await readStored(page, request);
  expect(messages.flatMap(({ role, parts }) => (role === 'user' ? [parts[0]?.text] : []))).toEqual([
    '1+1等于几',
    '2+3等于几',
  ]);
});
