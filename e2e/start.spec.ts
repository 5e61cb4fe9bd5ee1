import { expect, test } from './support/fixtures';

test('the product that was started is healthy, and its engine is the demo', async ({ product, engine, request }) => {
  const health = await request.get('/api/health');
  expect(health.status()).toBe(200);
  await expect(health.json()).resolves.toMatchObject({ status: 'ok', database: 'up' });
  await expect(engine.state()).resolves.toBeTruthy();
  expect(product.setupToken).toMatch(/^[\w-]{20,}$/);
});

test('a person signs in over HTTP and is who they are', async ({ signInAs }) => {
  const { request, person, page } = await signInAs('agent', '王芳');
  await expect((await request.get('/api/me')).json()).resolves.toMatchObject({ name: '王芳', role: 'agent', email: person.email });
  await page.goto('/api/me');
  await expect(page.locator('body')).toContainText('王芳');
});
