import { engineReportSchema } from '@/lib/engine/contracts';
import { askOverHttp, newMarker } from './support/chat';
import { expect, test } from './support/fixtures';

test('the product that was started is healthy, and its engine is the demo', async ({ product, engine, signInAs }) => {
  const { request } = await signInAs('admin');
  const health = await request.get('/api/health');
  expect(health.status()).toBe(200);
  await expect(health.json()).resolves.toMatchObject({ status: 'ok', database: 'up' });
  const report = engineReportSchema.parse(await (await request.get('/api/admin/engines/default')).json());
  expect(report).toMatchObject({ state: 'online', isDemo: true, lastError: null });
  expect(new URL(report.baseUrl).origin).toBe(new URL(product.engineUrl).origin);
  // It is this one that tests script: a question to the product arrives there.
  const question = newMarker();
  await askOverHttp(product.address, request, question);
  await expect.poll(async () => JSON.stringify(await engine.state())).toContain(question);
});

test('a person signs in over HTTP and is who they are', async ({ signInAs }) => {
  const { request, person, page } = await signInAs('agent', '王芳');
  await expect((await request.get('/api/me')).json()).resolves.toMatchObject({
    name: '王芳',
    role: 'agent',
    email: person.email,
  });
  await page.goto('/api/me');
  await expect(page.locator('body')).toContainText('王芳');
});
