import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules that depend on colours alone. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/** axe finds nothing on the page as it is now, once nothing moves any more (half-faded text has no contrast). */
export async function expectAccessible(page: Page): Promise<void> {
  await expectNothing(page, axeOf(page).withTags(TAGS));
}

/** The same in both themes; under the other one only colours are looked at. */
export async function expectAccessibleInBothThemes(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectNothing(page, axeOf(page).withRules(COLOR_RULES));
}

/** Yika has no frames: without the blank page in which the findings of frames are put together. */
function axeOf(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}

async function expectNothing(page: Page, axe: AxeBuilder): Promise<void> {
  await page.waitForFunction(
    () =>
      // A toast that has not begun to appear moves in the next frame.
      document.querySelector('[data-sonner-toast][data-mounted="false"]') === null &&
      document
        .getAnimations()
        .every(
          (animation) =>
            animation.playState !== 'running' || animation.effect?.getComputedTiming().iterations === Infinity,
        ),
  );
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`),
  ).toEqual([]);
}
