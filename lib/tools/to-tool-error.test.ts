import { expect, it } from 'vitest';
import { AppError } from '@/lib/errors/app-error';
import { toToolError } from '@/lib/tools/to-tool-error';

const failure = (values?: Record<string, string | number>) =>
  new AppError({
    kind: 'unavailable',
    code: 'mcp-failed',
    detail: 'for the log',
    ...(values === undefined ? {} : { values }),
  });

it('keeps code and values, and nothing else of an error', () => {
  expect(toToolError(failure({ status: 500, reason: 'no' }))).toEqual({
    code: 'mcp-failed',
    values: { status: 500, reason: 'no' },
  });
  expect(toToolError(failure())).toStrictEqual({ code: 'mcp-failed' });
});

it('masks every text of the values', () => {
  const mask = (text: string) => text.replaceAll('s3cret', '***');
  expect(toToolError(failure({ status: 500, reason: 'no s3cret here' }), mask)).toEqual({
    code: 'mcp-failed',
    values: { status: 500, reason: 'no *** here' },
  });
});
