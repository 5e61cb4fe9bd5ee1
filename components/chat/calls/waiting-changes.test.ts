import { expect, it } from 'vitest';
import { waitingChanges } from '@/components/chat/calls/waiting-changes';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

function call(id: string, state: ToolCallDto['state']): ToolCallDto {
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
    argumentsText: '{}',
    argumentNames: [],
    state,
    error: null,
    result: null,
    approval: null,
    createdAt: '',
    startedAt: null,
    finishedAt: null,
  };
}

it('a call has ended at once, although its answer waits for another call of its run', () => {
  const waiting = [call('a', 'waiting_approval'), call('b', 'waiting_approval')];
  const refused = [call('a', 'refused'), call('b', 'waiting_approval')];
  expect(waitingChanges([], waiting)).toEqual({ ended: [], settled: [] });
  expect(waitingChanges(waiting, refused)).toEqual({ ended: ['a'], settled: [] });
  expect(waitingChanges(refused, refused)).toEqual({ ended: [], settled: [] });
  expect(waitingChanges(refused, [])).toEqual({ ended: ['b'], settled: ['a'] });
});

it('a call that is approved has not ended', () => {
  expect(waitingChanges([call('a', 'waiting_approval')], [call('a', 'running')])).toEqual({ ended: [], settled: [] });
});
