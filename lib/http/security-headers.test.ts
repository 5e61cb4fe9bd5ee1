import { expect, test } from 'vitest';
import { securityHeaders } from '@/lib/http/security-headers';

/** Sources by directive. */
function policyOf(isDevelopment: boolean): ReadonlyMap<string, readonly string[]> {
  const { value } = securityHeaders(isDevelopment).find(({ key }) => key === 'Content-Security-Policy') ?? {
    value: '',
  };
  return new Map(
    value.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );
}

test('the product names no source outside of its site, and makes no code from text', () => {
  const policy = policyOf(false);
  expect(policy.get('default-src')).toEqual(["'self'"]);
  expect(policy.get('connect-src')).toEqual(["'self'"]);
  expect(policy.get('script-src')).not.toContain("'unsafe-eval'");
  const harmless = new Set(["'self'", "'none'", "'unsafe-inline'", 'data:', 'blob:']);
  expect([...policy.values()].flat().filter((source) => !harmless.has(source))).toEqual([]);
});

test('what default-src does not stand in for is named', () => {
  for (const name of ['base-uri', 'form-action', 'frame-ancestors'])
    expect(policyOf(false).get(name)).toEqual(["'self'"]);
});

test('next dev may evaluate code and open its socket, and nothing else', () => {
  const policy = policyOf(true);
  expect(policy.get('script-src')).toContain("'unsafe-eval'");
  expect(policy.get('connect-src')).toEqual(["'self'", 'ws:', 'wss:']);
  expect(policy.get('img-src')).toEqual(policyOf(false).get('img-src'));
});
