import { expect, test } from '@/e2e/support/fixtures';
import { createTestPerson, signInOverHttp } from '@/e2e/support/people';

test('a page that cannot be loaded says so in both languages, and nothing else is kept', async ({
  browser,
  database,
  baseURL,
}) => {
  const context = await browser.newContext({ serviceWorkers: 'allow', ...(baseURL === undefined ? {} : { baseURL }) });
  try {
    await signInOverHttp(context.request, await createTestPerson(database, 'employee'));
    const page = await context.newPage();
    await page.goto('/');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.goto('/settings');
    await context.setOffline(true);
    await page.goto('/');
    await expect(page.getByRole('heading')).toContainText('现在连不上一卡');
    await expect(page.getByRole('heading')).toContainText('Yika is unreachable');
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept).toEqual(['/offline.html']);
    await context.setOffline(false);
    await page.getByRole('link').click();
    await expect(page.getByRole('navigation', { name: '对话', exact: true })).toBeVisible();
  } finally {
    await context.close();
  }
});

test('the manifest and its icons are served, and robots are refused', async ({ request }) => {
  const manifest = (await (await request.get('/manifest.webmanifest')).json()) as {
    readonly name: string;
    readonly icons: readonly { readonly src: string }[];
  };
  expect(manifest.name).toBe('一卡');
  for (const { src } of manifest.icons)
    expect((await request.get(`/${src}`)).headers()['content-type'], src).toBe('image/png');
  expect(await (await request.get('/robots.txt')).text()).toContain('Disallow: /');
});
