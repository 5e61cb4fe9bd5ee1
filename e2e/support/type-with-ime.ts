import type { Page } from '@playwright/test';
import { COMPOSITION_AFTERMATH_MS } from '@/components/lib/ime-keys';

/**
 * Types a word with an input method where the focus is, by Chromium's own way: letters that are composed, then the
 * candidate that takes their place.
 */
export async function typeWithIme(page: Page, letters: string, word: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (let end = 1; end <= letters.length; end += 1)
    await session.send('Input.imeSetComposition', {
      text: letters.slice(0, end),
      selectionStart: end,
      selectionEnd: end,
    });
  await session.send('Input.insertText', { text: word });
  await session.detach();
}

/**
 * Waits, by the page's own clock, until an Enter is a person's own again and not one of the composition that has just
 * ended.
 */
export async function waitOutComposition(page: Page): Promise<void> {
  const endedAtMs = await page.evaluate(() => performance.now());
  await page.waitForFunction(
    (untilMs) => Number(document.timeline.currentTime) > untilMs,
    endedAtMs + COMPOSITION_AFTERMATH_MS,
  );
}
