import { describe, expect, test } from 'vitest';
import type { RunEvent } from '@/lib/runs/contracts';
import { applyRunEvent } from '@/components/chat/stream/apply-run-event';
import type { RunView } from '@/components/chat/stream/run-view';
import { resumePoint } from '@/components/chat/stream/run-view';
import { startRunView } from '@/components/chat/stream/start-run-view';

const RUN = startRunView({
  runId: 'r',
  conversationId: 'c',
  userMessageId: 'u',
  messageId: 'm',
  status: 'queued',
  phase: null,
  parts: [],
});

const text = (part: number, offset: number, delta: string): RunEvent => ({
  type: 'text-delta',
  id: String(part),
  part,
  offset,
  delta,
});
const reasoning = (part: number, offset: number, delta: string): RunEvent => ({
  type: 'reasoning-delta',
  id: String(part),
  part,
  offset,
  delta,
});
const state = (status: RunView['status'], phase: RunView['phase']): RunEvent => ({
  type: 'data-state',
  transient: true,
  data: { status, phase },
});
const place = (position: number): RunEvent => ({
  type: 'data-queue',
  transient: true,
  data: { position, ahead: position - 1, etaMs: 20_000, isMeasured: true, reason: 'slots' },
});
const end = (status: RunView['status'], code?: string): RunEvent => ({
  type: 'data-end',
  data: { status, error: code === undefined ? null : { code }, origin: null },
});

function play(events: readonly RunEvent[], from: RunView = RUN): { run: RunView; gaps: number } {
  let gaps = 0;
  const run = events.reduce((current, event) => {
    const applied = applyRunEvent(current, event);
    if (applied.gap) gaps += 1;
    return applied.run;
  }, from);
  return { run, gaps };
}

const ANSWER: readonly RunEvent[] = [
  state('running', 'thinking'),
  reasoning(0, 0, '先想'),
  reasoning(0, 2, '一想'),
  { type: 'reasoning-end', id: '0', durationMs: 1200 },
  text(1, 0, '你'),
  text(1, 1, '好，'),
  text(1, 3, '世界'),
];
const WRITTEN = [
  { kind: 'reasoning', text: '先想一想', durationMs: 1200 },
  { kind: 'text', text: '你好，世界' },
];

describe('text', () => {
  test('grows delta by delta, in the parts they name', () => {
    expect(play(ANSWER).run.parts).toEqual(WRITTEN);
  });

  test('received twice, as after a reconnect, is applied once', () => {
    expect(play([...ANSWER, ...ANSWER]).run.parts).toEqual(WRITTEN);
  });

  test('that overlaps adds only its new end', () => {
    const { run } = play([...ANSWER, text(1, 3, '世界大')]);
    expect(run.parts[1]).toEqual({ kind: 'text', text: '你好，世界大' });
  });

  test('merged into one delta for a slow reader gives the same result', () => {
    expect(
      play([
        reasoning(0, 0, '先想一想'),
        { type: 'reasoning-end', id: '0', durationMs: 1200 },
        text(1, 0, '你好，世界'),
      ]).run.parts,
    ).toEqual(WRITTEN);
  });

  test('behind a gap changes nothing and asks to resume', () => {
    const missing = play([text(0, 0, '甲'), text(0, 5, '乙')]);
    expect(missing.gaps).toBe(1);
    expect(missing.run.parts).toEqual([{ kind: 'text', text: '甲' }]);
    expect(play([text(2, 0, '丙')]).gaps).toBe(1);
  });

  test('known already leaves the very same run, so that nothing renders', () => {
    const { run } = play(ANSWER);
    expect(applyRunEvent(run, text(1, 0, '你好')).run).toBe(run);
  });

  test('goes on behind the text of a continued message', () => {
    const continued = startRunView({ ...RUN, parts: [{ type: 'text', text: '前半' }] });
    expect(resumePoint(continued)).toBe('0:2');
    expect(play([text(0, 2, '后半')], continued).run.parts).toEqual([{ kind: 'text', text: '前半后半' }]);
  });
});

test('text that turns out to be reasoning becomes it, once, and what follows is the answer', () => {
  const turned: RunEvent = { type: 'data-reasoning', transient: true, data: { part: 0, durationMs: 900 } };
  const { run, gaps } = play([text(0, 0, '先想'), turned, turned, text(0, 0, '先想'), text(1, 0, '好')]);
  expect(run.parts).toEqual([
    { kind: 'reasoning', text: '先想', durationMs: 900 },
    { kind: 'text', text: '好' },
  ]);
  expect(gaps).toBe(0);
  expect(play([turned]).gaps).toBe(1);
});

describe('a call of a tool', () => {
  const id = '019ab000-0000-7000-8000-000000000006';
  const place = (part: number): RunEvent => ({ type: 'data-tool', id, transient: true, data: { part } });

  test('takes its place once, and a place beyond what is known asks to resume', () => {
    const { run, gaps } = play([text(0, 0, '查'), place(1), place(1), text(2, 0, '到')]);
    expect(run.parts).toEqual([
      { kind: 'text', text: '查' },
      { kind: 'tool', text: id },
      { kind: 'text', text: '到' },
    ]);
    expect(gaps).toBe(0);
    expect(play([place(1)]).gaps).toBe(1);
  });
});

describe('the resume point', () => {
  test('is none before the first character, then part and length in UTF-16 units', () => {
    expect(resumePoint(RUN)).toBeNull();
    expect(resumePoint(play([text(0, 0, '好🙂')]).run)).toBe('0:3');
  });
});

describe('reasoning', () => {
  test('has no duration until it has ended', () => {
    expect(play([reasoning(0, 0, '想')]).run.parts).toEqual([{ kind: 'reasoning', text: '想', durationMs: null }]);
  });

  test('that was read from the store as unfinished is open again, and its end finds it by place', () => {
    const resumed = startRunView({ ...RUN, parts: [{ type: 'reasoning', text: '想了一半', durationMs: 300 }] });
    expect(resumed.parts[0]).toMatchObject({ durationMs: null });
    const { run } = play([{ type: 'reasoning-end', id: 'elsewhere', durationMs: 900 }], resumed);
    expect(run.parts[0]).toMatchObject({ durationMs: 900 });
  });
});

describe('state', () => {
  test('keeps the place in the queue while waiting and drops it on admission', () => {
    const waiting = play([state('queued', null), place(3), place(2)]).run;
    expect(waiting.queue).toMatchObject({ position: 2, etaMs: 20_000 });
    expect(play([state('running', 'prefill')], waiting).run).toMatchObject({
      queue: null,
      status: 'running',
      phase: 'prefill',
    });
  });

  test('failed keeps every word that was written', () => {
    const { run } = play([...ANSWER, end('failed', 'engine-stalled')]);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'engine-stalled' }, phase: null });
    expect(run.parts).toEqual(WRITTEN);
  });

  test('once terminal is not undone by an event that comes late', () => {
    const { run } = play([...ANSWER, end('stopped'), state('running', 'writing'), place(1)]);
    expect(run).toMatchObject({ status: 'stopped', queue: null });
  });
});
