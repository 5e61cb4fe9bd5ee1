import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, composerOf, questionsOf, untilPageLives, waitForEnd } from '@/e2e/support/chat';
import { waitOutComposition } from '@/e2e/support/type-with-ime';

type Step =
  | { readonly type: 'compositionstart' | 'compositionend' }
  | { readonly type: 'keydown'; readonly isComposing: boolean; readonly keyCode: number };

/** What each browser sends for the Enter that takes an input method's candidate. */
const ORDERS: Readonly<Record<string, readonly Step[]>> = {
  'Chrome and Firefox: Enter, then the end': [
    { type: 'compositionstart' },
    { type: 'keydown', isComposing: true, keyCode: 229 },
    { type: 'compositionend' },
  ],
  'Safari: the end, then Enter with 229': [
    { type: 'compositionstart' },
    { type: 'compositionend' },
    { type: 'keydown', isComposing: false, keyCode: 229 },
  ],
  'Safari: the end, then an Enter like any other': [
    { type: 'compositionstart' },
    { type: 'compositionend' },
    { type: 'keydown', isComposing: false, keyCode: 13 },
  ],
};

async function play(field: ReturnType<typeof composerOf>, steps: readonly Step[]): Promise<void> {
  await field.evaluate((element, events) => {
    for (const event of events) {
      if (event.type === 'keydown')
        element.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true, ...event }),
        );
      else element.dispatchEvent(new CompositionEvent(event.type, { bubbles: true, data: '你好' }));
    }
  }, steps);
}

for (const [order, steps] of Object.entries(ORDERS)) {
  test(`taking a candidate sends nothing (${order})`, async ({ signInAs }) => {
    const { page } = await signInAs('employee');
    await page.goto('/');
    await composerOf(page).fill('你好');
    await untilPageLives(page);
    await play(composerOf(page), steps);
    await expect(questionsOf(page)).toHaveCount(0);
    await expect(composerOf(page)).toHaveValue('你好');
    // The next Enter is the person's own: one is enough.
    await waitOutComposition(page);
    await composerOf(page).press('Enter');
    await expect(questionsOf(page)).toHaveCount(1);
  });
}

test('taking a candidate while a question is edited sends nothing either', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  await page.goto('/');
  await ask(page, '你好');
  await waitForEnd(answersOf(page).first());
  await page.getByRole('button', { name: '编辑问题' }).click();
  const field = page.getByRole('textbox', { name: '编辑问题' });
  for (const steps of Object.values(ORDERS)) await play(field, steps);
  await expect(field).toBeVisible();
  await expect(answersOf(page)).toHaveCount(1);
});
