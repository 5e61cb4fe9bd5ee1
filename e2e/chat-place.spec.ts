import { v7 as newId } from 'uuid';
import type { Page } from '@playwright/test';
import { expect, test } from '@/e2e/support/fixtures';
import { answersOf } from '@/e2e/support/chat';
import { conversationSchema } from '@/lib/conversations/contracts';
import { seedLongConversation } from '@/bench/support/long-conversation';

const COUNT = 300;

/** Safari: no scroll anchoring. */
async function withoutScrollAnchoring(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const supports = CSS.supports.bind(CSS);
    CSS.supports = (property: string, value?: string) =>
      property !== 'overflow-anchor' && (value === undefined ? supports(property) : supports(property, value));
    document.addEventListener('DOMContentLoaded', () => {
      const sheet = document.createElement('style');
      sheet.textContent = '* { overflow-anchor: none !important; }';
      document.head.append(sheet);
    });
  });
}

/**
 * Where a message is painted: an intersection observer reports after layout and resize observers, so never a state
 * between two frames.
 */
const topOf = (page: Page, id: string) =>
  page.locator(`[id="m-${id}"]`).evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        const observer = new IntersectionObserver(([entry]) => {
          observer.disconnect();
          resolve(Math.round(entry?.boundingClientRect.top ?? Number.NaN));
        });
        observer.observe(element);
      }),
  );

for (const browser of ['with', 'without']) {
  test(`a linked message stays where it is while older ones come in above it, ${browser} scroll anchoring`, async ({
    signInAs,
    product,
  }) => {
    const { page, person, request } = await signInAs('employee');
    if (browser === 'without') await withoutScrollAnchoring(page);
    const conversationId = newId();
    await seedLongConversation(product.databaseUrl, { conversationId, ownerId: person.id, messages: COUNT });
    const { messages } = conversationSchema.parse(
      await (await request.get(`/api/conversations/${conversationId}`)).json(),
    );
    const target = messages[149]?.id ?? '';
    await page.goto(`/c/${conversationId}#m-${target}`);
    await expect(page.locator(`[id="m-${target}"]`)).toBeFocused();
    await expect(page.locator(`[id="m-${target}"]`)).toBeInViewport();
    const top = await topOf(page, target);
    await expect(page.locator('.chat-message')).toHaveCount(COUNT, { timeout: 20_000 });
    await expect.poll(async () => Math.abs((await topOf(page, target)) - top)).toBeLessThanOrEqual(2);

    // Older messages get their true height as they come near: what is read meanwhile does not move by more than the
    // wheel says.
    await page.locator('.chat-scroller').hover();
    for (let turn = 0; turn < 12; turn += 1) {
      const seen = await page.evaluate(() => {
        const scroller = document.querySelector('.chat-scroller');
        const edge = scroller?.getBoundingClientRect().top ?? 0;
        const first = [...document.querySelectorAll('.chat-message')].find(
          (message) => message.getBoundingClientRect().bottom > edge + 60,
        );
        return first?.id.slice(2) ?? '';
      });
      const seenTop = await topOf(page, seen);
      await page.mouse.wheel(0, -200);
      await expect.poll(async () => Math.abs((await topOf(page, seen)) - seenTop - 200)).toBeLessThanOrEqual(2);
    }
  });
}

test('a page comes with the end of a long conversation, and the rest follows once', async ({ signInAs, product }) => {
  const { page, person } = await signInAs('employee');
  const conversationId = newId();
  await seedLongConversation(product.databaseUrl, { conversationId, ownerId: person.id, messages: COUNT });
  let wholes = 0;
  page.on('request', (made) => {
    if (new URL(made.url()).pathname === `/api/conversations/${conversationId}`) wholes += 1;
  });
  const html = (await (await page.goto(`/c/${conversationId}`))?.text()) ?? '';
  expect(html).toContain(`Question ${COUNT - 1}`);
  expect(html).not.toContain('Question 101');
  await expect(answersOf(page).last()).toBeInViewport();
  await expect(page.locator('.chat-message')).toHaveCount(COUNT, { timeout: 20_000 });
  await expect(answersOf(page).last()).toBeInViewport();
  expect(wholes).toBe(1);
});

test('a menu opens at its button, wherever the answer stands', async ({ signInAs, product }) => {
  const { page, person } = await signInAs('employee');
  const conversationId = newId();
  await seedLongConversation(product.databaseUrl, { conversationId, ownerId: person.id, messages: 20 });
  await page.goto(`/c/${conversationId}`);
  for (const index of [9, 6]) {
    const button = answersOf(page).nth(index).getByRole('button', { name: '重新回答' });
    await button.click();
    const menu = page.getByRole('menu');
    await expect(menu).toBeVisible();
    const [at, opened] = [await button.boundingBox(), await menu.boundingBox()];
    if (at === null || opened === null) throw new Error('not on the screen');
    expect(Math.abs(opened.x - at.x)).toBeLessThan(12);
    const isBelow = Math.abs(opened.y - at.y - at.height) < 12;
    const isAbove = Math.abs(opened.y + opened.height - at.y) < 12;
    expect(isBelow || isAbove).toBe(true);
    await page.keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
    await expect(button).toBeFocused();
  }
});

test('a conversation that takes long to open shows its shape, and one that does not shows itself', async ({
  signInAs,
  product,
}) => {
  const { page, person } = await signInAs('employee');
  const ids = [newId(), newId()];
  for (const conversationId of ids)
    await seedLongConversation(product.databaseUrl, { conversationId, ownerId: person.id, messages: 4 });
  await page.goto('/');
  const skeleton = page.locator('#content > [aria-busy]');
  const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
  await page.route(`**/c/${ids[0]}?**`, async (route) => {
    await held;
    await route.continue();
  });
  await page.locator(`a[href="/c/${ids[0]}"]`).click();
  await expect(skeleton).toBeVisible();
  await expect(skeleton).toHaveCSS('opacity', '1');
  release(undefined);
  await expect(skeleton).toHaveCount(0);
  await expect(answersOf(page)).toHaveCount(2);
  // The whole page comes at once: nothing in it waits for a shape that was shown before.
  const html = (await (await page.goto(`/c/${ids[1]}`))?.text()) ?? '';
  expect(html).not.toContain('<!--$?-->');
});
