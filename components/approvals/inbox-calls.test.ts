import { describe, expect, it } from 'vitest';
import type { WaitingCall } from '@/components/calls/approval/approval-requests';
import { countNew, knowInbox, takeIn } from '@/components/approvals/inbox-calls';

function waiting(id: string, mayDecide = true, argumentsText = '{}'): WaitingCall {
  return {
    id,
    origin: 'model',
    runId: null,
    conversationId: null,
    messageId: null,
    requester: { id: 'p', name: 'P' },
    step: 0,
    position: 0,
    toolId: null,
    toolName: 't',
    toolTitle: 'T',
    effect: 'change',
    isSample: false,
    arguments: {},
    argumentsText,
    argumentNames: [],
    state: 'waiting_approval',
    error: null,
    result: null,
    createdAt: '',
    startedAt: null,
    finishedAt: null,
    approval: {
      id,
      state: 'pending',
      mode: 'approvers',
      roles: [],
      groups: [],
      fourEyes: false,
      expiresAt: '',
      decidedBy: null,
      decidedAt: null,
      reason: null,
      argumentHash: '',
      originalArguments: null,
      mayDecide,
      inputSchema: null,
      lookUps: 0,
    },
  };
}
const page = (...items: WaitingCall[]) => ({ items, nextCursor: null });

describe('takeIn', () => {
  it('renews what is there, keeps the place of what was settled, adds what came', () => {
    const shown = takeIn([waiting('1'), waiting('2')], [waiting('2', true, 'renewed'), waiting('3')]);
    expect(shown.map(({ id, argumentsText }) => `${id} ${argumentsText}`)).toEqual(['1 {}', '2 renewed', '3 {}']);
  });
});

describe('countNew', () => {
  const known = knowInbox(null, [page(waiting('1'), waiting('2'))]);

  it('counts what was never here before', () => {
    expect(countNew(known, [page(waiting('2'), waiting('3'), waiting('4'))])).toBe(2);
  });

  it('does not count again what was here, also when it had gone meanwhile', () => {
    const later = knowInbox(known, [page(waiting('2'))]);
    expect(countNew(later, [page(waiting('1'), waiting('2'))])).toBe(0);
  });

  it('does not count my own requests that wait for others', () => {
    expect(countNew(known, [page(waiting('2'), waiting('3', false))])).toBe(0);
  });

  it('does not count a page of older ones that was asked for', () => {
    expect(countNew(known, [page(waiting('1'), waiting('2')), page(waiting('3'), waiting('4'))])).toBe(0);
    expect(
      countNew(knowInbox(known, [page(waiting('1')), page(waiting('3'))]), [
        page(waiting('1')),
        page(waiting('3'), waiting('5')),
      ]),
    ).toBe(1);
  });
});
