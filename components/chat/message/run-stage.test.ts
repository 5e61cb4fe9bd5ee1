import { describe, expect, test } from 'vitest';
import { isEnded, runStage } from '@/components/chat/message/run-stage';
import type { RunView } from '@/components/chat/stream/run-view';
import { startRunView } from '@/components/chat/stream/start-run-view';
import type { MessageDto, RunStatus } from '@/lib/conversations/contracts';

const RUN = startRunView({
  runId: 'r',
  conversationId: 'c',
  userMessageId: 'u',
  messageId: 'm',
  status: 'queued',
  phase: null,
  parts: [],
});
const MESSAGE: MessageDto = {
  id: 'm',
  parentId: 'u',
  role: 'assistant',
  parts: [],
  origin: null,
  run: null,
  createdAt: '2026-11-22T08:00:00.000Z',
};

const live = (change: Partial<RunView>) => runStage(MESSAGE, { ...RUN, ...change });
const stored = (status: RunStatus, code?: string, text?: string) =>
  runStage(
    {
      ...MESSAGE,
      parts: text === undefined ? [] : [{ type: 'text', text }],
      run: { id: 'r', status, error: code === undefined ? null : { code } },
    },
    null,
  );
const place = (reason: 'slots' | 'memory' | 'engine-offline' | 'earlier-question') => ({
  position: 3,
  ahead: 2,
  etaMs: 20_000,
  isMeasured: true,
  reason,
});

describe('before the first token every state is its own', () => {
  test.each<[string, Partial<RunView>, string]>([
    ['behind an earlier question', { status: 'held' }, 'held'],
    ['behind an earlier question, by its place', { status: 'queued', queue: place('earlier-question') }, 'held'],
    ['in the queue', { status: 'queued', queue: place('slots') }, 'queued'],
    ['in the queue, place unknown yet', { status: 'queued' }, 'queued'],
    ['engine offline', { status: 'queued', queue: place('engine-offline') }, 'engine-offline'],
    ['admitted', { status: 'running', phase: null }, 'reading'],
    ['reading', { status: 'running', phase: 'prefill' }, 'reading'],
    ['thinking', { status: 'running', phase: 'thinking' }, 'thinking'],
    ['calling a tool', { status: 'running', phase: 'tool' }, 'tool'],
    ['calling tools', { status: 'waiting_approval' }, 'tool'],
    ['asked to stop', { status: 'running', isStopping: true }, 'stopping'],
  ])('%s', (_name, change, kind) => {
    expect(live(change).kind).toBe(kind);
    expect(isEnded(live(change))).toBe(false);
  });
});

test('with words it thinks or writes, whichever came last', () => {
  expect(
    live({ status: 'running', phase: 'thinking', parts: [{ kind: 'reasoning', text: '想', durationMs: null }] }).kind,
  ).toBe('thinking');
  expect(live({ status: 'running', phase: 'writing', parts: [{ kind: 'text', text: '写' }] }).kind).toBe('writing');
});

describe('an end says whether there are words to go on with', () => {
  test('failed', () => {
    expect(stored('failed', 'engine-stalled', '半句')).toEqual({
      kind: 'failed',
      error: { code: 'engine-stalled' },
      hasWords: true,
    });
    expect(stored('failed', 'engine-refused')).toMatchObject({ kind: 'failed', hasWords: false });
  });

  test('stopped and interrupted', () => {
    expect(stored('stopped', undefined, '半句')).toMatchObject({ kind: 'stopped', hasWords: true });
    expect(stored('interrupted', 'server-restarted', '半句')).toMatchObject({ kind: 'interrupted', hasWords: true });
  });

  test('complete but cut at the longest answer', () => {
    expect(stored('completed', 'output-limit', '很长')).toMatchObject({ kind: 'cut', hasWords: true });
    expect(stored('completed', undefined, '好')).toEqual({ kind: 'finished' });
  });
});
