import { answersOf, ask, waitForEnd } from '@/e2e/support/chat';
import { expect, test } from '@/e2e/support/fixtures';

declare global {
  interface Window {
    /** How often the words of the answer grew, and the call's line was rendered, since the call was done. */
    yikaRenders: { words: number; line: number };
  }
}

test('a call that has no news is not rendered again while the answer streams', async ({ signInAs }) => {
  const { page } = await signInAs('agent');
  // React gives an element it renders new properties, also when nothing of them differs.
  await page.addInitScript(() => {
    window.yikaRenders = { words: 0, line: 0 };
    let before: unknown;
    const look = (): void => {
      const line = document.querySelector('[data-call-line][data-state="done"]');
      const props: unknown =
        line === null
          ? undefined
          : new Map(Object.entries(line)).get(Object.keys(line).find((key) => key.startsWith('__reactProps')) ?? '');
      if (props === undefined) return;
      if (before !== undefined) window.yikaRenders.words += 1;
      if (before !== undefined && props !== before) window.yikaRenders.line += 1;
      before = props;
    };
    document.addEventListener('DOMContentLoaded', () =>
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true }),
    );
  });
  await page.goto('/');
  await ask(page, '帮我查一下杭州明天的天气，然后建议要不要带伞出门');
  await waitForEnd(answersOf(page));
  const renders = await page.evaluate(() => window.yikaRenders);
  expect(renders.words).toBeGreaterThan(10);
  // It renders when its end is reported again, and when the stored message replaces the stream; not once for every few
  // words.
  expect(renders.line).toBeLessThanOrEqual(4);
});
