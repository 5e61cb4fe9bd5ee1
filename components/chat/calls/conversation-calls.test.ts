import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { answerCallsKey, callsKey, keepCall } from '@/components/chat/calls/conversation-calls';
import { callKey } from '@/components/calls/tool-call-requests';
import type { ToolCallDto, ToolCallPage } from '@/lib/tool-calls/contracts';

const CONVERSATION = '00000000-0000-4000-8000-00000000000c';
const ANSWER = '00000000-0000-4000-8000-00000000000a';

function call(id: string, given: Partial<ToolCallDto> = {}): ToolCallDto {
  return {
    id,
    origin: 'model',
    runId: null,
    conversationId: CONVERSATION,
    messageId: ANSWER,
    requester: { id: 'p', name: 'P' },
    step: 0,
    position: 0,
    toolId: null,
    toolName: 't',
    toolTitle: 'T',
    effect: 'read',
    isSample: false,
    arguments: {},
    argumentsText: '{}',
    argumentNames: [],
    state: 'running',
    error: null,
    result: null,
    approval: null,
    createdAt: '',
    startedAt: null,
    finishedAt: null,
    ...given,
  };
}

function idsOf(client: QueryClient, conversationId: string | null): string[] {
  return (client.getQueryData<{ pages: ToolCallPage[] }>(callsKey(conversationId))?.pages ?? []).flatMap((page) =>
    page.calls.map(({ id, state }) => `${id} ${state}`),
  );
}

describe('keepCall', () => {
  it('takes the place of what was known, on whichever page, and leaves the other pages as they are', () => {
    const client = new QueryClient();
    const pages = [
      { calls: [call('3')], nextCursor: 'x' },
      { calls: [call('2'), call('1')], nextCursor: null },
    ];
    client.setQueryData(callsKey(CONVERSATION), { pages, pageParams: [null, 'x'] });
    keepCall(client, call('1', { state: 'done' }));
    expect(idsOf(client, CONVERSATION)).toEqual(['3 running', '2 running', '1 done']);
    expect(client.getQueryData<{ pages: ToolCallPage[] }>(callsKey(CONVERSATION))?.pages[0]).toBe(pages[0]);
  });

  it('puts a new call first in the list of its conversation, last in its answer, and under its own id', () => {
    const client = new QueryClient();
    client.setQueryData(callsKey(CONVERSATION), {
      pages: [{ calls: [call('1')], nextCursor: null }],
      pageParams: [null],
    });
    client.setQueryData(callsKey(null), { pages: [{ calls: [], nextCursor: null }], pageParams: [null] });
    client.setQueryData(answerCallsKey(ANSWER), [call('1')]);
    keepCall(client, call('2'));
    expect(idsOf(client, CONVERSATION)).toEqual(['2 running', '1 running']);
    expect(client.getQueryData<ToolCallDto[]>(answerCallsKey(ANSWER))?.map(({ id }) => id)).toEqual(['1', '2']);
    expect(client.getQueryData(callKey('2'))).toMatchObject({ id: '2' });
    keepCall(client, call('3', { origin: 'person', conversationId: null, messageId: null }));
    expect(idsOf(client, null)).toEqual(['3 running']);
    expect(idsOf(client, CONVERSATION)).toHaveLength(2);
  });

  it('begins no list that was never read', () => {
    const client = new QueryClient();
    keepCall(client, call('1'));
    expect([client.getQueryData(callsKey(CONVERSATION)), client.getQueryData(answerCallsKey(ANSWER))]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
