import { expect, test } from '@/e2e/support/fixtures';
import { ask, answersOf, filler, waitForEnd } from '@/e2e/support/chat';

for (const fault of [{ fault: 'think-leak' }, { fault: 'tool-call-leak', name: 'look_up', arguments: { id: 1 } }]) {
  test(`tags that leak into the words are never shown (${fault.fault})`, async ({ signInAs, engine }) => {
    const { page } = await signInAs('employee');
    const { text, marker } = filler(80, 40);
    await engine.script({ ...fault, marker });
    await page.goto('/');
    await page.evaluate(() => {
      const seen = { leaked: false };
      Object.assign(window, { seen });
      new MutationObserver(() => {
        if (/<\/?(think|tool_call)/.test(document.querySelector('.chat-content')?.textContent ?? ''))
          seen.leaked = true;
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await page.getByText('深度思考').click();
    await ask(page, text);
    await waitForEnd(answersOf(page));
    await expect(answersOf(page)).not.toContainText(/think>|tool_call/);
    expect(await page.evaluate(() => ('seen' in window ? JSON.stringify(window.seen) : ''))).toBe('{"leaked":false}');
  });
}
