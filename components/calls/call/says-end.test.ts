import { expect, it } from 'vitest';
import { saysEnd } from '@/components/calls/call/says-end';
import type { CallApproval } from '@/lib/tool-calls/contracts';

const approval: CallApproval = {
  id: 'a',
  state: 'approved',
  mode: 'approvers',
  roles: ['admin'],
  groups: [],
  fourEyes: false,
  expiresAt: '2026-11-23T00:00:00Z',
  decidedBy: null,
  decidedAt: null,
  reason: null,
  argumentHash: 'h',
  originalArguments: null,
  mayDecide: false,
  inputSchema: null,
  lookUps: 0,
};

it.each([
  ['refused', 'approval-refused', { approval: true, problem: false }],
  ['expired', 'approval-expired', { approval: true, problem: false }],
  ['cancelled', 'tool-cancelled', { approval: false, problem: true }],
  ['approved', 'tool-http-status', { approval: true, problem: true }],
] as const)('a call whose approval is %s says its end (%s) once', (state, code, expected) => {
  expect(saysEnd({ approval: { ...approval, state }, error: { code } })).toEqual(expected);
});

it('a call without an approval says its problem', () => {
  expect(saysEnd({ approval: null, error: { code: 'tool-timeout' } })).toEqual({ approval: true, problem: true });
});
