import type { Page } from '@playwright/test';

/** Types a word with an input method where the focus is, by Chromium's own way: letters that are composed, then the candidate that takes their place. */
export async function typeWithIme(page: Page, letters: string, word: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (let end = 1; end <= letters.length; end += 1) await session.send('Input.imeSetComposition', { text: letters.slice(0, end), selectionStart: end, selectionEnd: end });
  await session.send('Input.insertText', { text: word });
  await session.detach();
}
