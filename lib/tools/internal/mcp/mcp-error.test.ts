import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/errors/app-error';
import { toMcpError } from '@/lib/tools/internal/mcp/mcp-error';

const SECRET = `sk-${'x'.repeat(397)}`;
const mask = (text: string): string => text.replaceAll(SECRET, '***');

describe('toMcpError', () => {
  it('takes secrets out of a server’s words before they are cut', () => {
    expect(toMcpError(new Error(`cannot take ${SECRET}`), mask)).toMatchObject({
      code: 'mcp-failed',
      values: { reason: 'cannot take ***' },
    });
    expect(toMcpError(new Error(`cannot take ${'y'.repeat(400)}`)).values.reason).toHaveLength(300);
  });

  it('takes them out of what our own checks report, and leaves other failures as they are', () => {
    const refused = new AppError({
      kind: 'forbidden',
      code: 'egress-redirect-refused',
      detail: 'to another host',
      values: { host: `${SECRET}.test`, status: 302 },
    });
    const masked = toMcpError(new Error('fetch failed', { cause: refused }), mask);
    expect(masked).toMatchObject({
      kind: 'forbidden',
      code: 'egress-redirect-refused',
      values: { host: '***.test', status: 302 },
    });
    expect(masked.cause).toBeUndefined();
    const harmless = new AppError({
      kind: 'unavailable',
      code: 'egress-timeout',
      detail: 'late',
      values: { seconds: 5 },
    });
    expect(toMcpError(harmless, mask)).toBe(harmless);
  });
});
