import { afterEach, expect, it, vi } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';

afterEach(() => vi.unstubAllEnvs());

const from = (address: string, authorization = ''): Headers =>
  new Headers({ 'x-forwarded-for': address, authorization });
const admin: Principal = { personId: 'a', sessionId: 's', name: 'n', role: 'admin', mustChangePassword: false };
const required = { kind: 'unauthenticated', code: 'metrics-token-required' };

/** The configuration is read once a module. */
async function load(token: string): Promise<(principal: Principal | null, headers: Headers) => Promise<Response>> {
  vi.resetModules();
  vi.stubEnv('METRICS_TOKEN', token);
  return (await import('@/lib/http/metrics-response')).metricsResponse;
}

it('without a token metrics are for this machine and for administrators', async () => {
  const metricsResponse = await load('');
  expect((await metricsResponse(null, from('127.0.0.1'))).status).toBe(200);
  await expect(metricsResponse(null, from('10.0.0.1'))).rejects.toMatchObject(required);
  await expect(metricsResponse({ ...admin, role: 'agent' }, from('10.0.0.1'))).rejects.toMatchObject(required);
  expect((await metricsResponse(admin, from('10.0.0.1'))).status).toBe(200);
});

it('with a token they are for who brings it, from wherever, and for administrators', async () => {
  const metricsResponse = await load('a-token-of-the-operator');
  for (const authorization of ['', 'Bearer ', 'Bearer a-token', 'a-token-of-the-operator'])
    await expect(metricsResponse(null, from('127.0.0.1', authorization))).rejects.toMatchObject(required);
  expect((await metricsResponse(null, from('10.0.0.1', 'Bearer a-token-of-the-operator'))).status).toBe(200);
  expect((await metricsResponse(admin, from('10.0.0.1'))).status).toBe(200);
});
