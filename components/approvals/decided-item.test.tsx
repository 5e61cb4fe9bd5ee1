import { expect, it } from 'vitest';
import { DecidedItem } from '@/components/approvals/decided-item';
import type { WaitingCall } from '@/components/calls/approval/approval-requests';
import { renderMarkup } from '@/components/testing/render-markup';

const call: WaitingCall = {
  id: 'c1',
  origin: 'person',
  runId: null,
  conversationId: null,
  messageId: null,
  requester: { id: 'p2', name: '李华', email: 'lihua@yika.test' },
  step: 0,
  position: 0,
  toolId: 't1',
  toolName: 'refund_order',
  toolTitle: '订单退款',
  effect: 'change',
  isSample: false,
  arguments: { amount: 1 },
  argumentsText: '{"amount":1}',
  argumentNames: [],
  state: 'done',
  error: null,
  result: null,
  approval: {
    id: 'a1',
    state: 'approved',
    mode: 'approvers',
    roles: ['admin'],
    groups: [],
    fourEyes: false,
    expiresAt: '2026-11-23T00:00:00Z',
    decidedBy: { id: 'p1', name: '王', email: 'wang@yika.test' },
    decidedAt: '2026-11-22T23:59:00Z',
    reason: null,
    argumentHash: 'h',
    originalArguments: null,
    mayDecide: false,
    inputSchema: null,
    lookUps: 0,
  },
  createdAt: '2026-11-22T23:58:00Z',
  startedAt: null,
  finishedAt: '2026-11-22T23:59:30Z',
};

function shown(changed: Partial<WaitingCall>, state: WaitingCall['approval']['state'] = 'approved', text?: string) {
  const known = { ...call, approval: { ...call.approval, state }, ...changed };
  const html = renderMarkup('zh', <DecidedItem call={known} text={text ?? null} myId="p1" />);
  const status = /role="status"[^>]*>(.*?)<\/p>/s.exec(html)?.[1]?.replaceAll(/<[^>]+>/g, '') ?? '';
  return { status, html };
}

const times = (text: string, part: string): number => text.split(part).length - 1;

it('a call that failed says why, once', () => {
  const { status, html } = shown({
    state: 'failed',
    error: { code: 'tool-http-status', values: { status: 404, excerpt: '' } },
  });
  expect(status).toMatch(/^执行失败：对方返回错误 404/);
  expect(times(html, '对方返回错误')).toBe(1);
});

it('a call that was withdrawn says its end once beside its badge', () => {
  const { status, html } = shown({ state: 'cancelled', error: { code: 'tool-cancelled' } }, 'cancelled');
  expect(status).toBe('已结束，没有执行');
  expect(times(html, '已取消')).toBe(1);
});

it('says that it is done only when it is, and what a colleague decided before', () => {
  expect(shown({ state: 'running' }).status).toBe('已批准，正在执行');
  expect(shown({}).status).toBe('已执行');
  expect(shown({ state: 'waiting_approval' }, 'pending').status).toBe('正在提交');
  expect(shown({ state: 'refused' }, 'refused', '王已拒绝').status).toBe('王已拒绝');
});
