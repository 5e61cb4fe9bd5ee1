import { answersOf, ask, composerOf, newMarker, waitForEnd } from '@/e2e/support/chat';
import { expect, test } from '@/e2e/support/fixtures';
import { makePdf, show } from '@/lib/documents/testing/make-pdf';

const MINUTES = '会议纪要\n采购预算由￥1,250,000元调整为￥1,180,000元。\n供应商名单于4月15日前复核。';

test('citations are checked: a press opens the passage, what is not in the file is no citation, copies keep them', async ({
  signInAs,
  engine,
}) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  const marker = newMarker();
  const text = '预算为「￥1,180,000元」[1:s1]。合同写明“免除全部付款责任”[1:s1]。';
  await engine.script({ fault: 'forced-text', text, marker });
  await page
    .getByLabel('添加文件')
    .and(page.locator('input'))
    .setInputFiles({ name: '纪要.txt', mimeType: 'text/plain', buffer: Buffer.from(MINUTES) });
  await expect(page.getByRole('list', { name: '随问题发送的文件' })).toContainText('token');
  await ask(page, `${marker} 采购预算是多少？`);
  const answer = answersOf(page).first();
  await waitForEnd(answer);
  await expect(page.getByRole('list', { name: '问题带的文件' })).toContainText('纪要.txt');

  const citation = answer.getByRole('button', { name: '打开“纪要.txt”的第 1 节' });
  await expect(citation).toHaveCount(1);
  await expect(answer).toContainText('未在文中找到');
  await citation.press('Enter');
  const passage = page.getByRole('dialog', { name: '纪要.txt · 第 1 节' });
  await expect(passage.locator('mark')).toHaveText('￥1,180,000元');
  await page.keyboard.press('Escape');
  await expect(citation).toBeFocused();

  await page.getByRole('list', { name: '问题带的文件' }).getByRole('button').click();
  await expect(page.getByRole('dialog', { name: '纪要.txt' })).toContainText('供应商名单于4月15日前复核。');
  await page.keyboard.press('Escape');

  await answer.getByRole('button', { name: '复制回答' }).click();
  await composerOf(page).fill('');
  await composerOf(page).press('Control+V');
  await expect(composerOf(page)).toHaveValue(
    '预算为「￥1,180,000元」[纪要.txt 第 1 节]。合同写明“免除全部付款责任”[未在文中找到]。',
  );
});

test('a cited page of a PDF is drawn as it looks, with the passage marked on it', async ({ signInAs, engine }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  const marker = newMarker();
  const text = '违约金为「合同总额的百分之二十」[1:p2]。';
  await engine.script({ fault: 'forced-text', text, marker });
  const pages = ['第一条 甲方委托乙方提供服务', '第九条 违约金为合同总额的百分之二十'].map((line) => ({
    operations: show(line, 50, 700),
  }));
  await page
    .getByLabel('添加文件')
    .and(page.locator('input'))
    .setInputFiles({ name: '合同.pdf', mimeType: 'application/pdf', buffer: Buffer.from(makePdf({ pages })) });
  await expect(page.getByRole('list', { name: '随问题发送的文件' })).toContainText('token');
  await ask(page, `${marker} 违约金是多少？`);
  const answer = answersOf(page).first();
  await waitForEnd(answer);
  await answer.getByRole('button', { name: '打开“合同.pdf”的第 2 页' }).click();
  const viewer = page.getByRole('dialog', { name: '合同.pdf · 第 2 页' });
  await expect(viewer.getByRole('img', { name: '“合同.pdf”第 2 页的样子，文字见下文' })).toBeVisible();
  await expect(viewer.locator('[data-passage]')).toHaveCount(1);
  await expect(viewer.locator('mark')).toHaveText('合同总额的百分之二十');
  await viewer.getByRole('button', { name: '上一页' }).click();
  await expect(viewer.getByRole('img', { name: '“合同.pdf”第 1 页的样子，文字见下文' })).toBeVisible();
  await expect(viewer).toContainText('甲方委托乙方提供服务');
  await expect(viewer.locator('[data-passage]')).toHaveCount(0);
});
