import { DefaultChatTransport, readUIMessageStream, type UIMessage } from 'ai';
import { describe, expect, it } from 'vitest';
import { runEventSchema, type RunEvent } from '@/lib/runs/contracts';
import { parseEventId } from '@/lib/runs/follow-run';
import { LiveRun, type OutputPlace } from '@/lib/runs/internal/live-run';
import { RunEventWriter } from '@/lib/runs/internal/run-event-writer';
import { seededRandom } from '@/lib/text/seeded-random';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

const IDENTITY = {
  runId: '019ab000-0000-7000-8000-000000000001',
  personId: '019ab000-0000-7000-8000-000000000002',
  conversationId: '019ab000-0000-7000-8000-000000000003',
  userMessageId: '019ab000-0000-7000-8000-000000000004',
  assistantMessageId: '019ab000-0000-7000-8000-000000000005',
};
const END = { status: 'completed', error: null, origin: null } as const;

interface Frame {
  readonly id: string | null;
  readonly event: RunEvent;
}

function framesOf(stream: string): Frame[] {
  return stream
    .split('\n\n')
    .filter((frame) => frame !== '' && !frame.endsWith('[DONE]'))
    .map((frame) => {
      const id = /^id: (.*)$/m.exec(frame)?.[1] ?? null;
      const data = /^data: (.*)$/m.exec(frame)?.[1] ?? '';
      return { id, event: runEventSchema.parse(JSON.parse(data)) };
    });
}

/** What a reader knows after some frames, by the rule of the contract: a delta goes where it says. */
function readParts(known: string[], frames: readonly Frame[]): OutputPlace | null {
  let place: OutputPlace | null = null;
  for (const { id, event } of frames) {
    if (event.type !== 'text-delta' && event.type !== 'reasoning-delta') continue;
    const before = known[event.part] ?? '';
    expect(before.length).toBeGreaterThanOrEqual(event.offset);
    known[event.part] = before.slice(0, event.offset) + event.delta;
    place = parseEventId(id);
    expect(place).toEqual({ part: event.part, length: (known[event.part] ?? '').length });
  }
  return place;
}

describe('RunEventWriter', () => {
  it('writes start, state, output and end in order', () => {
    const run = new LiveRun(IDENTITY, 'queued');
    const writer = new RunEventWriter(run, null);
    run.setPlace({ position: 2, ahead: 1, etaMs: 4000, isMeasured: true, reason: 'slots' });
    const waiting = framesOf(writer.take()).map((frame) => frame.event.type);
    expect(waiting).toEqual(['start', 'data-state', 'data-queue']);
    run.setState('running', 'thinking');
    run.append('reasoning', '想一想');
    run.setReasoningDuration(0, 1200);
    run.append('text', '你好');
    run.append('text', '😀');
    run.finish(END);
    const rest = framesOf(writer.take());
    expect(rest.map((frame) => frame.event.type)).toEqual([
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-end',
      'data-end',
      'finish',
    ]);
    expect(rest[4]).toMatchObject({ id: '1:4', event: { delta: '你好😀', part: 1, offset: 0 } });
    expect(rest[2]).toMatchObject({ event: { durationMs: 1200 } });
  });

  it('writes for how long it has been thinking to a reader who comes meanwhile', () => {
    const run = new LiveRun(IDENTITY, 'running');
    run.append('reasoning', '想一想');
    run.setReasoningDuration(0, 1200);
    const [, , again] = framesOf(new RunEventWriter(run, null).take());
    expect(again?.event).toEqual({ type: 'reasoning-start', id: '0', elapsedMs: 1200 });
    const writer = new RunEventWriter(run, { part: 0, length: 3 });
    run.append('reasoning', '，再想');
    run.setReasoningDuration(0, 3400);
    expect(framesOf(writer.take()).map((frame) => frame.event)).toContainEqual({
      type: 'reasoning-start',
      id: '0',
      elapsedMs: 3400,
    });
  });

  it('writes that text was reasoning, also to a reader who comes back', () => {
    const run = new LiveRun(IDENTITY, 'running');
    const writer = new RunEventWriter(run, null);
    run.append('text', '先想一想');
    const turned = { type: 'data-reasoning', transient: true, data: { part: 0, durationMs: 900 } };
    run.turnIntoReasoning(0, 900);
    run.append('text', '你好');
    const eventsOf = (reader: RunEventWriter) =>
      framesOf(reader.take()).flatMap(({ event }) => (event.type === 'data-state' ? [] : [event]));
    const events = eventsOf(writer);
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      'text-start',
      'text-delta',
      'text-end',
      'data-reasoning',
      'text-start',
      'text-delta',
    ]);
    expect(events).toContainEqual(turned);
    const again = (part: number, length: number) => eventsOf(new RunEventWriter(run, { part, length }));
    expect(again(0, 2)).toContainEqual(turned);
    expect(again(0, 4)).toContainEqual(turned);
    expect(again(1, 1)).toContainEqual(turned);
    // Who comes for the first time reads it as reasoning from the start.
    const first = eventsOf(new RunEventWriter(run, null)).map(({ type }) => type);
    expect(first).toEqual(['start', 'reasoning-start', 'reasoning-delta', 'reasoning-end', 'text-start', 'text-delta']);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'loses and repeats nothing over random reconnects (seed %i)',
    (seed) => {
      const random = seededRandom(seed);
      const run = new LiveRun(IDENTITY, 'running');
      let writer = new RunEventWriter(run, null);
      const known: string[] = [];
      let place: OutputPlace | null = null;
      const receive = (): void => {
        place = readParts(known, framesOf(writer.take())) ?? place;
      };
      for (let step = 0; step < 60; step += 1) {
        run.append(random() < 0.2 ? 'reasoning' : 'text', `片${step}😀`.slice(0, 1 + Math.floor(random() * 4)));
        if (random() < 0.4) receive();
        if (random() < 0.15) {
          writer.close();
          writer = new RunEventWriter(run, place);
        }
      }
      run.finish(END);
      receive();
      expect(known).toEqual(run.parts.map((part) => part.text));
      expect(writer.ended).toBe(true);
    },
  );

  it('serves a reader who comes after the end', () => {
    const run = new LiveRun(IDENTITY, 'completed', [{ type: 'text', text: '完整的回答' }]);
    run.finish(END);
    const frames = framesOf(new RunEventWriter(run, { part: 0, length: 3 }).take());
    expect(frames.map((frame) => frame.event.type)).toEqual([
      'start',
      'text-start',
      'text-delta',
      'text-end',
      'data-end',
      'finish',
    ]);
    expect(frames[2]).toMatchObject({ event: { delta: '回答', offset: 3 } });
  });
});

describe('the AI SDK’s client', () => {
  const CALL: ToolCallDto = {
    id: '019ab000-0000-7000-8000-000000000006',
    origin: 'model',
    runId: IDENTITY.runId,
    conversationId: IDENTITY.conversationId,
    messageId: IDENTITY.assistantMessageId,
    requester: { id: IDENTITY.personId, name: '小王' },
    step: 1,
    position: 0,
    toolId: null,
    toolName: 'get_order',
    toolTitle: '查询订单',
    effect: 'read',
    isSample: false,
    arguments: { order_no: 'SO-1' },
    argumentsText: '{"order_no":"SO-1"}',
    argumentNames: [],
    state: 'running',
    error: null,
    result: null,
    approval: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: null,
    finishedAt: null,
  };
  const APPROVAL: NonNullable<ToolCallDto['approval']> = {
    id: '019ab000-0000-7000-8000-000000000007',
    state: 'pending',
    mode: 'approvers',
    roles: ['admin'],
    groups: [],
    fourEyes: false,
    expiresAt: '2026-01-01T01:00:00.000Z',
    decidedBy: null,
    decidedAt: null,
    reason: null,
    argumentHash: 'a'.repeat(64),
    originalArguments: null,
    mayDecide: false,
    inputSchema: null,
    lookUps: 0,
  };
  const DONE: ToolCallDto = {
    ...CALL,
    state: 'done',
    result: {
      type: 'json',
      text: '{"id":12345678901234567890}',
      isWhole: true,
      chars: 27,
      hash: '',
      isCutForModel: false,
    },
  };
  const PLACE = { type: 'dynamic-tool', toolName: 'get_order', toolCallId: CALL.id, input: { order_no: 'SO-1' } };

  /** The message that the unmodified client makes of a stream. Throws at a chunk that is not valid. */
  async function messageOf(stream: string): Promise<UIMessage | undefined> {
    const transport = new DefaultChatTransport<UIMessage>({ fetch: () => Promise.resolve(new Response(stream)) });
    const chunks = await transport.sendMessages({
      trigger: 'submit-message',
      chatId: '',
      messageId: undefined,
      messages: [],
      abortSignal: undefined,
    });
    let latest: UIMessage | undefined;
    for await (const message of readUIMessageStream({ stream: chunks, terminateOnError: true })) latest = message;
    return latest;
  }

  /** The parts that the calls' changes leave behind in a message, read as they happen and afterwards. */
  async function partsAfter(...changes: readonly ToolCallDto[]): Promise<unknown> {
    const run = new LiveRun(IDENTITY, 'running', [{ type: 'reasoning', text: '查一下', durationMs: 5 }]);
    const writer = new RunEventWriter(run, null);
    run.append('tool', CALL.id, true);
    for (const call of changes) run.setCall(call);
    run.append('text', '已发货');
    run.finish(END);
    const read = await messageOf(writer.take());
    const replayed = await messageOf(new RunEventWriter(run, null).take());
    expect(replayed).toEqual(read);
    expect(read?.parts.at(-1)).toMatchObject({ type: 'data-end', data: { status: 'completed' } });
    return read?.parts.slice(0, -1);
  }

  it('reads reasoning, a call and text in their places, with the exact text of the result', async () => {
    expect(await partsAfter(CALL, DONE)).toMatchObject([
      { type: 'reasoning', text: '查一下', state: 'done' },
      { ...PLACE, state: 'output-available', output: '{"id":12345678901234567890}', providerExecuted: true },
      { type: 'text', text: '已发货', state: 'done' },
    ]);
  });

  it.each<readonly [string, ToolCallDto, object]>([
    [
      'waits',
      { ...CALL, state: 'waiting_approval', approval: APPROVAL },
      { state: 'approval-requested', approval: { id: APPROVAL.id } },
    ],
    [
      'was approved',
      { ...DONE, approval: { ...APPROVAL, state: 'approved' } },
      { state: 'output-available', approval: { approved: true } },
    ],
    [
      'was refused',
      { ...CALL, state: 'refused', approval: { ...APPROVAL, state: 'refused', reason: '重复' } },
      { state: 'output-denied', approval: { approved: false, reason: '重复' } },
    ],
    [
      'expired',
      {
        ...CALL,
        state: 'cancelled',
        error: { code: 'tool-approval-expired' },
        approval: { ...APPROVAL, state: 'expired' },
      },
      { state: 'output-error', errorText: 'tool-approval-expired' },
    ],
    [
      'has no readable arguments',
      { ...CALL, state: 'invalid', arguments: null, argumentsText: '{', error: { code: 'x' } },
      { state: 'output-error', input: '{' },
    ],
  ])('reads a call that %s', async (_, call, part) => {
    expect(await partsAfter(call)).toMatchObject([{ type: 'reasoning' }, { ...PLACE, ...part }, { type: 'text' }]);
  });

  it.each(['failed', 'interrupted'] as const)('gets a run that %s as a failure', async (status) => {
    const run = new LiveRun(IDENTITY, 'running');
    run.append('text', '半句');
    run.finish({ status, error: { code: 'engine-stalled' }, origin: null });
    await expect(messageOf(new RunEventWriter(run, null).take())).rejects.toThrow('engine-stalled');
  });

  it('reads an answer with a call that is not known', async () => {
    const run = new LiveRun(IDENTITY, 'completed', [
      { type: 'tool', text: CALL.id },
      { type: 'text', text: '好' },
    ]);
    run.finish(END);
    const read = await messageOf(new RunEventWriter(run, null).take());
    expect(read?.parts).toMatchObject([{ type: 'text', text: '好' }, { type: 'data-end' }]);
  });
});

describe('LiveRun.takeIn', () => {
  it('takes overlapping pieces once and waits at a gap', () => {
    const run = new LiveRun(IDENTITY, 'running');
    const piece = { part: 0, kind: 'text', durationMs: 0 } as const;
    run.takeIn({ ...piece, offset: 0, text: 'abc' });
    run.takeIn({ ...piece, offset: 2, text: 'cde' });
    run.takeIn({ ...piece, offset: 9, text: 'zzz' });
    run.takeIn({ ...piece, offset: 0, text: 'ab' });
    expect(run.parts).toEqual([{ type: 'text', text: 'abcde' }]);
  });
});

describe('parseEventId', () => {
  it.each(['', 'x', '1', '1:', ':1', '-1:2', '1:2:3', '1.5:2', null])('takes %j as "from the beginning"', (id) => {
    expect(parseEventId(id)).toBeNull();
  });
});
