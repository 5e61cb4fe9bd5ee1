import { expectAccessible, expectAccessibleInBothThemes } from './support/expect-accessible';
import { ENGLISH, expect, PHONE, test } from './support/fixtures';

const NEW_PASSWORD = '一句自己的话 with words';

/** The same server under a name that is no secure context, as on a company's intranet. */
const onIntranet = (address: string): string => address.replace(/127\.0\.0\.1|localhost/, 'yika.test');

test.describe('first run', () => {
  // The other specs' administrators would make the link worthless.
  test.beforeEach(async ({ database }) => {
    await database.query(`UPDATE person SET role = 'employee' WHERE role = 'admin'`);
  });

  test('the terminal’s link makes the first administrator, once', async ({ page, product }) => {
    test.skip(product.setupToken === null, 'the product was set up before');
    await page.goto('/sign-in');
    await expect(page.getByText('还没有管理员')).toBeVisible();
    await page.goto(`/setup#token=${product.setupToken ?? ''}`);
    await expectAccessible(page);
    await page.getByRole('button', { name: '完成设置并登录' }).click();
    await expect(page.getByLabel('姓名')).toBeFocused();
    await expect(page.getByLabel('姓名')).toHaveAccessibleDescription('请输入姓名，最多 80 个字符，不能含不可见字符');
    await page.getByLabel('姓名').fill('张管理');
    const email = `first-${Date.now()}@yika.test`;
    await page.getByLabel('邮箱').fill(email);
    await page.getByLabel('密码', { exact: true }).fill('12345678');
    await page.getByLabel('再输一次').fill('12345678');
    await page.getByRole('button', { name: '完成设置并登录' }).click();
    await expect(page.getByText('这个密码太容易被猜到，请换一个。')).toBeVisible();
    await page.getByLabel('密码', { exact: true }).fill(NEW_PASSWORD);
    await page.getByLabel('再输一次').fill('something else');
    await page.getByRole('button', { name: '完成设置并登录' }).click();
    await expect(page.getByText('两次输入不一致')).toBeVisible();
    await page.getByLabel('再输一次').fill(NEW_PASSWORD);
    await page.getByRole('button', { name: '完成设置并登录' }).click();
    await page.waitForURL('/');
    await page.goto('/admin/people');
    await expect(page.getByRole('row').filter({ hasText: email })).toContainText('你');
    await page.goto(`/setup#token=${product.setupToken ?? ''}`);
    await expect(page.getByText('已经设置好了')).toBeVisible();
  });
});

test('an administrator adds a person, who signs in on the intranet, must change the password, and reaches the page they wanted', async ({
  signInAs,
  browser,
  product,
}) => {
  const { page } = await signInAs('admin');
  const username = `lihua${Date.now()}`;
  await page.goto('/admin/people');
  await page.getByRole('button', { name: '添加人员' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('姓名').fill('李华');
  await dialog.getByLabel('邮箱').fill(`${username}@yika.test`);
  await dialog.getByLabel('用户名').fill(username);
  await dialog.getByLabel('角色').selectOption('agent');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: '添加', exact: true }).click();
  await expect(dialog.getByText('临时密码只显示这一次')).toBeVisible();
  // It is shown this once: a tap beside it must not take it away.
  await page.mouse.click(5, 400);
  await expect(dialog.getByText('临时密码只显示这一次')).toBeVisible();
  const temporaryPassword = await dialog.getByText(/^([2-9a-z]{4}-){3}[2-9a-z]{4}$/).innerText();
  await dialog.getByRole('button', { name: '已交给对方' }).click();
  const row = page.getByRole('row').filter({ hasText: username });
  await expect(row).toContainText('临时密码');

  const theirs = await browser.newContext({ baseURL: onIntranet(product.address), ...ENGLISH, ...PHONE });
  const phone = await theirs.newPage();
  await phone.goto('/settings');
  await expect(phone).toHaveURL(/\/sign-in\?next=%2Fsettings$/);
  await expectAccessible(phone);
  await phone.getByLabel('Email or username').fill(username.toUpperCase());
  await phone.getByLabel('Password', { exact: true }).fill(temporaryPassword);
  await phone.keyboard.press('Enter');
  await expect(phone).toHaveURL(/\/change-password\?next=%2Fsettings$/);
  await expectAccessible(phone);
  await phone.getByLabel('Current password').fill(temporaryPassword);
  await phone.getByLabel('New password').fill(NEW_PASSWORD);
  await phone.getByLabel('Once more').fill(NEW_PASSWORD);
  await phone.getByRole('button', { name: 'Change password' }).click();
  await expect(phone).toHaveURL(/\/settings$/);
  await expect(phone.getByText('This device')).toBeVisible();
  await expectAccessible(phone);
  await theirs.close();
});

test('a temporary password can be copied on plain HTTP', async ({ signInAs, product, browser }) => {
  const { person } = await signInAs('admin');
  const context = await browser.newContext({ baseURL: onIntranet(product.address), permissions: [] });
  const page = await context.newPage();
  await page.goto('/sign-in?next=/admin/people');
  await page.getByLabel('邮箱或用户名').fill(person.email);
  await page.getByLabel('密码', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/admin/people');
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
  await page.getByRole('button', { name: '添加人员' }).click();
  await page.getByRole('dialog').getByLabel('姓名').fill('王五');
  await page.getByRole('dialog').getByLabel('邮箱').fill(`${crypto.randomUUID()}@yika.test`);
  await page.getByRole('dialog').getByRole('button', { name: '添加', exact: true }).click();
  const password = await page.getByText(/^([2-9a-z]{4}-){3}[2-9a-z]{4}$/).innerText();
  await page.getByRole('button', { name: '复制密码' }).click();
  await expect(page.getByText('已复制')).toBeVisible();
  await page.getByRole('button', { name: '已交给对方' }).click();
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('ControlOrMeta+V');
  await expect(page.getByRole('searchbox')).toHaveValue(password);
  await context.close();
});

test('a wrong password and an unknown account show the same error, and after some tries how long to wait', async ({
  signInAs,
  browser,
  baseURL,
  database,
}) => {
  const { person } = await signInAs('employee');
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto('/sign-in');
  const tryWith = async (login: string, password: string): Promise<void> => {
    await page.getByLabel('邮箱或用户名').fill(login);
    await page.getByLabel('密码', { exact: true }).fill(password);
    const answered = page.waitForResponse(/callback\/credentials/);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await answered;
  };
  const problem = page.getByRole('alert').filter({ hasText: /\S/ });
  for (const login of ['nobody@yika.test', person.email]) {
    await tryWith(login, 'wrong');
    await expect(problem).toHaveText('账号或密码不对。');
    await expect(page.getByLabel('密码', { exact: true })).toBeFocused();
  }
  // Eight failures before: the ninth is followed by 32 seconds.
  const key = `account:${person.id}:`;
  await database.query('UPDATE sign_in_throttle SET failures = 8 WHERE starts_with(key, $1)', [key]);
  await tryWith(person.email, 'wrong');
  await expect(page.getByRole('button', { name: /\d+ 秒后可以再试/ })).toBeDisabled();
  await expectAccessible(page);
  await database.query('DELETE FROM sign_in_throttle WHERE starts_with(key, $1)', [key]);
  await page.clock.fastForward(33_000);
  await tryWith(person.email, person.password);
  await page.waitForURL('/');
  await context.close();
});

test('disabling a person ends what they do within seconds, visibly, and they come back to it once enabled', async ({
  signInAs,
}) => {
  const admin = await signInAs('admin');
  const employee = await signInAs('employee', `停用${Date.now()}`);
  await employee.page.goto('/settings');
  await admin.page.goto('/admin/people');
  await admin.page.getByRole('searchbox').fill(employee.person.name);
  const actions = admin.page.getByRole('button', { name: `${employee.person.name} 的操作` });
  await actions.click();
  await admin.page.getByRole('menuitem', { name: '停用' }).click();
  await admin.page.getByRole('alertdialog').getByRole('button', { name: '停用' }).click();
  await expect(admin.page.getByText(`已停用 ${employee.person.name}`)).toBeVisible();

  await employee.page.getByRole('button', { name: '保存' }).click();
  await expect(employee.page).toHaveURL(/\/sign-in\?next=%2Fsettings$/);
  await employee.page.getByLabel('邮箱或用户名').fill(employee.person.email);
  await employee.page.getByLabel('密码', { exact: true }).fill(employee.person.password);
  await employee.page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(employee.page.getByText('账号或密码不对。')).toBeVisible();

  await actions.click();
  await admin.page.getByRole('menuitem', { name: '启用' }).click();
  await expect(admin.page.getByText(`已启用 ${employee.person.name}`)).toBeVisible();
  await employee.page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(employee.page).toHaveURL(/\/settings$/);
});

test('a new role counts at once, and the admin page does not exist for others', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const employee = await signInAs('employee', `升职${Date.now()}`);
  expect((await employee.page.goto('/admin/people'))?.status()).toBe(404);
  await admin.page.goto('/admin/people');
  await admin.page.getByRole('searchbox').fill(employee.person.name);
  // Also while a dialog lies over it.
  const row = admin.page.locator('tr', { hasText: employee.person.name });
  // A role is text: no key in the table changes it.
  await expect(row.getByRole('combobox')).toHaveCount(0);
  await admin.page.getByRole('button', { name: `${employee.person.name} 的操作` }).click();
  await admin.page.getByRole('menuitem', { name: '更改角色' }).click();
  const dialog = admin.page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: '更改', exact: true })).toBeDisabled();
  await expect(dialog.getByLabel('新角色')).toBeFocused();
  await dialog.getByLabel('新角色').selectOption('admin');
  await expect(dialog.getByRole('status')).toContainText(/将获得.*查看和导出审计日志.*将失去.*使用授权给员工的工具/s);
  await expectAccessible(admin.page);
  await expect(row).toContainText('员工');
  await dialog.getByRole('button', { name: '改为管理员' }).click();
  await expect(admin.page.getByText(`${employee.person.name} 现在是管理员`)).toBeVisible();
  await employee.page.goto('/admin/people');
  await expect(employee.page.getByRole('heading', { name: '人员' })).toBeVisible();
  await admin.page.getByRole('button', { name: '撤销' }).click();
  await expect(admin.page.getByText(`${employee.person.name} 现在是员工`)).toBeVisible();
  expect((await employee.page.goto('/admin/people'))?.status()).toBe(404);
});

test('other sign-ins are listed and ended; signing out ends this one', async ({ signInAs, browser, baseURL }) => {
  const { page, person } = await signInAs('employee');
  const context = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const other = await context.newPage();
  await other.goto('/sign-in?next=/settings');
  await other.getByLabel('邮箱或用户名').fill(person.email);
  await other.getByLabel('密码', { exact: true }).fill(person.password);
  await other.getByRole('button', { name: '登录', exact: true }).click();
  await other.waitForURL((url) => url.pathname === '/settings');

  await page.goto('/settings');
  await expectAccessible(page);
  await expect(page.getByText('本机')).toHaveCount(1);
  await page.getByRole('button', { name: /^退出 .+ · / }).click();
  await expect(page.getByText('已退出该设备')).toBeVisible();
  await other.reload();
  await expect(other).toHaveURL(/\/sign-in\?next=%2Fsettings$/);

  await page.getByRole('button', { name: '退出登录' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto('/settings');
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsettings$/);
  await context.close();
});

test('the sign-in page never leads to another site', async ({ signInAs }) => {
  const { page } = await signInAs('employee');
  for (const next of ['//evil.test', 'https://evil.test', '/\\evil.test']) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    expect(new URL(page.url()).host).not.toContain('evil');
  }
});

test('a password can be shown, and Caps Lock is reported', async ({ page }) => {
  await page.goto('/sign-in');
  const password = page.getByLabel('密码', { exact: true });
  await password.fill('secret');
  await page.getByRole('button', { name: '显示密码' }).click();
  await expect(password).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: '隐藏密码' }).click();
  await expect(password).toHaveAttribute('type', 'password');
  await password.dispatchEvent('keydown', { key: 'A', modifierCapsLock: true });
  await expect(page.getByText('大写锁定已打开')).toBeVisible();
});

test('people and sign-in are accessible, in either theme', async ({ signInAs, browser, baseURL }) => {
  test.slow();
  const { page } = await signInAs('admin');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/admin/people');
  await expectAccessibleInBothThemes(page);
  const context = await browser.newContext({ reducedMotion: 'reduce', ...(baseURL === undefined ? {} : { baseURL }) });
  const outside = await context.newPage();
  await outside.goto('/sign-in');
  await expectAccessibleInBothThemes(outside);
  await context.close();
});
