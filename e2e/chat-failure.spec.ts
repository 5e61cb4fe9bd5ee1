import { expect, test } from '@/e2e/support/fixtures';
import { answersOf, ask, drainEngine, filler, waitForEnd, wordsOf } from '@/e2e/support/chat';

test.afterEach(({ engine }) => drainEngine(engine));

for (const [name, fault] of Object.entries({
  'an error in the middle': { fault: 'error-mid', afterTokens: 40 },
  'a connection that ends': { fault: 'bare-eof', afterTokens: 40 },
  'a connection that breaks': { fault: 'reset', afterTokens: 40 },
})) {
  test(`${name} keeps the words, with the error and the next step under them`, async ({ signInAs, engine }) => {
    const { page } = await signInAs('employee');
    const { text, marker } = filler(200);
    await engine.script({ ...fault, marker, times: 0 });
    await page.goto('/');
    await ask(page, text);
    const answer = answersOf(page).first();
    const next = answer.getByRole('button', { name: '继续' });
    await expect(next).toBeVisible();
    await expect(wordsOf(answer)).toContainText('queue');
    const words = await wordsOf(answer).boundingBox();
    const step = await next.boundingBox();
    expect(step?.y ?? 0).toBeGreaterThanOrEqual((words?.y ?? 0) + (words?.height ?? 0));
    await engine.script({ clear: true });
    await next.click();
    await expect(answer.getByRole('button', { name: '继续' })).toHaveCount(0);
    await waitForEnd(answer);
    await expect(answersOf(page)).toHaveCount(1);
  });
}

test('a failure before the first word is said in plain language, and can be tried again', async ({
  signInAs,
  engine,
}) => {
  const { page } = await signInAs('employee');
  const { text, marker } = filler(60);
  await engine.script({ fault: 'error-before', status: 400, marker, times: 0 });
  await page.goto('/');
  await ask(page, text);
  const answer = answersOf(page).first();
  await expect(answer.getByRole('button', { name: '重试' })).toBeVisible();
  await expect(answer).not.toContainText(/\b(400|500|undefined|Error|error)\b/);
  await engine.script({ clear: true });
  await answer.getByRole('button', { name: '重试' }).click();
  await expect(wordsOf(answersOf(page).first())).toContainText('queue');
});
