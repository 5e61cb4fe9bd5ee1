import type { Locator, Page } from '@playwright/test';
import { expect, test } from '@/e2e/support/fixtures';
import { untilPageLives } from '@/e2e/support/chat';
import { signInOverHttp } from '@/e2e/support/people';
import { makeTool } from '@/e2e/support/tools';

interface Form {
  readonly name: string;
  readonly open: (page: Page) => Promise<void>;
  readonly field: (page: Page) => Locator;
  readonly save: (page: Page) => Locator;
  /** What else has to be right before anything is sent. */
  readonly rest?: (page: Page) => Promise<void>;
}

const dialogOf = (page: Page): Locator => page.getByRole('dialog');

const FORMS: readonly Form[] = [
  {
    name: 'a person',
    open: async (page) => {
      await page.goto('/admin/people');
      await page.getByRole('button', { name: '添加人员' }).first().click();
    },
    field: (page) => dialogOf(page).getByLabel('姓名'),
    rest: (page) => dialogOf(page).locator('input[name="email"]').fill('a@yika.test'),
    save: (page) => dialogOf(page).getByRole('button', { name: '添加', exact: true }),
  },
  {
    name: 'a group',
    open: async (page) => {
      await page.goto('/admin/groups');
      await page.getByRole('button', { name: '新建用户组' }).first().click();
    },
    field: (page) => dialogOf(page).getByRole('textbox'),
    save: (page) => dialogOf(page).locator('button[type="submit"]'),
  },
  {
    name: 'an MCP server',
    open: (page) => page.goto('/admin/tools/import/mcp').then(() => undefined),
    field: (page) => page.locator('input[name="name"]'),
    rest: (page) => page.locator('input[name="url"]').fill('https://mcp.test/mcp'),
    save: (page) => page.getByRole('main').locator('button[type="submit"]'),
  },
];

/** Leaves the page as it is left when somebody signs in again in the same tab. */
async function signInAgain(page: Page, sign: () => Promise<void>): Promise<void> {
  page.once('dialog', (dialog) => void dialog.accept());
  await page.goto('/sign-in');
  await sign();
}

for (const { name, open, field, save, rest } of FORMS) {
  test(`what was written about ${name} is there after the session ended, for the same person alone`, async ({
    signInAs,
  }) => {
    const { page, context, person } = await signInAs('admin');
    const other = await signInAs('admin');
    await open(page);
    await untilPageLives(page);
    await field(page).fill('写到一半');
    await rest?.(page);
    await context.clearCookies();
    await save(page).click();
    await expect(page.getByRole('alert').filter({ hasText: '登录已过期' })).toBeVisible();

    await signInAgain(page, () => signInOverHttp(context.request, other.person));
    await open(page);
    await untilPageLives(page);
    await expect(field(page)).toHaveValue('');

    await context.clearCookies();
    await signInAgain(page, () => signInOverHttp(context.request, person));
    await open(page);
    await expect(field(page)).toHaveValue('写到一半');
    await expect(page.getByRole('status').filter({ hasText: '已恢复登录过期前写的内容' })).toBeVisible();
  });
}

test('a secret is never stored in the browser, what else was written is', async ({ signInAs }) => {
  const { page, context, person } = await signInAs('admin');
  const open = async () => {
    await page.goto('/admin/secrets');
    await page.getByRole('button', { name: '新建密钥' }).first().click();
  };
  await open();
  await dialogOf(page).getByLabel('名称').fill('crm_key');
  await dialogOf(page).getByLabel('值', { exact: true }).fill('very secret value 123');
  await context.clearCookies();
  await dialogOf(page).getByRole('button', { name: '保存' }).click();
  // Refused before it is sent: something is missing.
  await dialogOf(page).getByRole('textbox').last().fill('api.test');
  await dialogOf(page).getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '不会存在浏览器里' })).toBeVisible();
  const stored = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  );
  expect(stored).toContain('crm_key');
  expect(stored).not.toContain('very secret value');
  await signInAgain(page, () => signInOverHttp(context.request, person));
  await open();
  await expect(dialogOf(page).getByLabel('名称')).toHaveValue('crm_key');
  await expect(dialogOf(page).getByLabel('值', { exact: true })).toHaveValue('');
  await expect(dialogOf(page).getByRole('status')).toContainText('请重新填写');
});

test('a tool and an OpenAPI document are there after the session ended', async ({ signInAs }) => {
  const { page, context, person, request } = await signInAs('admin');
  const tool = await makeTool(request);
  await page.goto(`/admin/tools/${tool.id}`);
  await page.getByLabel('名称', { exact: true }).fill('写了一半');
  await context.clearCookies();
  await page.getByRole('main').getByRole('button', { name: '保存', exact: true }).first().click();
  await expect(page.getByRole('alert').filter({ hasText: '登录已过期' })).toBeVisible();
  await signInAgain(page, () => signInOverHttp(context.request, person));
  await page.goto(`/admin/tools/${tool.id}`);
  await expect(page.getByLabel('名称', { exact: true })).toHaveValue('写了一半');
  await page.getByRole('main').getByRole('button', { name: '保存', exact: true }).first().click();
  await expect(page.getByText('已保存“写了一半”')).toBeVisible();
  await page.reload();
  await expect(page.getByText('已恢复登录过期前写的内容')).toHaveCount(0);

  await page.goto('/admin/tools/import/openapi');
  const document = page.getByRole('main').getByRole('textbox');
  await document.fill('openapi: 3.1.0');
  await context.clearCookies();
  await page.getByRole('main').locator('button[type="submit"]').click();
  await expect(page.getByRole('alert').filter({ hasText: '登录已过期' })).toBeVisible();
  await signInAgain(page, () => signInOverHttp(context.request, person));
  await page.goto('/admin/tools/import/openapi');
  await expect(document).toHaveValue('openapi: 3.1.0');
});
