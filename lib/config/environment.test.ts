import { spawnSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { getConfig } from '@/lib/config/config';
import { childEnvironment, currentEnvironment, forgetFirstAdmin } from '@/lib/config/environment';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('no child gets the first administrator’s password, and this process does not keep it', () => {
  vi.stubEnv('ADMIN_EMAIL', 'boss@yika.test');
  vi.stubEnv('ADMIN_PASSWORD', 'a password of the start');
  const printed = spawnSync(process.execPath, ['-p', 'JSON.stringify(process.env)'], {
    env: childEnvironment({ PORT: '1' }),
    encoding: 'utf8',
  });
  expect(printed.stdout).not.toContain('a password of the start');
  expect(printed.stdout).toContain('"ADMIN_PASSWORD":""');
  expect(currentEnvironment().ADMIN_PASSWORD).toBe('a password of the start');
  forgetFirstAdmin();
  expect(JSON.stringify(currentEnvironment())).not.toContain('a password of the start');
  expect(getConfig().ADMIN_PASSWORD).toBeUndefined();
});
