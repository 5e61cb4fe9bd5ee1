import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, composerOf, questionsOf, waitForEnd } from '@/e2e/support/chat';

test('the composer shows what a question will use, and blocks only one that is too long by itself', async ({
  signInAs,
}) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await composerOf(page).fill('请总结一下');
  await expect(page.getByText(/上下文(约 )?[\d.,]+.* \/ [\d.,]+/)).toBeVisible();

  await composerOf(page).fill('很长的合同。'.repeat(12_000));
  await expect(page.getByText(/问题太长，超出 [\d,]+ 个 token/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: '发送', exact: true })).toBeDisabled();
  await composerOf(page).press('Enter');
  await expect(questionsOf(page)).toHaveCount(0);

  await composerOf(page).fill('短的');
  await expect(page.getByText(/问题太长/)).toHaveCount(0);
  await expect(page.getByRole('button', { name: '发送', exact: true })).toBeEnabled();
});

test('turns that no longer fit are announced before sending and named under the answer', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  const contract = '甲方应在收到发票后三十日内付款，逾期按日支付违约金。'.repeat(800);
  for (const index of [0, 1]) {
    await ask(page, `第${index}份合同，一句话总结：${contract}`);
    await waitForEnd(answersOf(page).nth(index));
  }
  await composerOf(page).fill(`第三份：${contract}`);
  await expect(page.getByText(/发送时不会带上最早的 \d+ 轮/)).toBeVisible({ timeout: 20_000 });
  await composerOf(page).press('Enter');
  await waitForEnd(answersOf(page).nth(2));
  await expect(answersOf(page).nth(2)).toContainText(/更早的 \d+ 轮没有带上/);
  await ask(page, '你好');
  await waitForEnd(answersOf(page).nth(3));
});
