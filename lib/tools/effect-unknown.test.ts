import { expect, it } from 'vitest';
import { failureOf } from '@/lib/tools/effect-unknown';

it.each([
  'egress-timeout',
  'tool-timeout',
  'egress-failed',
  'egress-too-large',
  'egress-content-type',
  'egress-redirect-refused',
  'egress-dns',
  'tool-result-pointer',
  'tool-result-not-json',
  'tool-failed',
  'mcp-failed',
  'mcp-timeout',
  'mcp-tool-error',
])('a change that went out and ended with %s may have happened', (code) => {
  expect(failureOf({ code }, 'change', true)).toEqual({ code, effectUnknown: true });
  expect(failureOf({ code }, 'change', false)).toEqual({ code });
  expect(failureOf({ code }, 'read', true)).toEqual({ code });
});

it.each([
  [400, false],
  [403, false],
  [404, false],
  [409, false],
  [422, false],
  [429, false],
  [408, true],
  [304, true],
  [500, true],
  [502, true],
  [503, true],
  [504, true],
])('an answer with status %i: unknown %s', (status, isUnknown) => {
  expect(
    failureOf({ code: 'tool-http-status', values: { status, excerpt: '' } }, 'change', true).effectUnknown === true,
  ).toBe(isUnknown);
});

it('a server that wants other credentials did nothing', () => {
  expect(failureOf({ code: 'mcp-unauthorised', values: { status: 401 } }, 'change', true)).not.toHaveProperty(
    'effectUnknown',
  );
});
