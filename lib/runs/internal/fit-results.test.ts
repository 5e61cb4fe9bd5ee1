import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { testEngine } from '@/lib/engine/testing/engine-fixtures';
import type { TurnMessage, TurnPart } from '@/lib/engine/to-engine-messages';
import { fitResults } from '@/lib/runs/internal/fit-results';
import { modelTextOf } from '@/lib/tool-calls/testing/model-text-of';

let demo: DemoEngineProcess;
beforeAll(async () => {
  demo = await startDemoEngine();
});
afterAll(() => demo.stop());

const AVAILABLE = 32_768 - 8_192 - 16;
const question = (text: string): TurnMessage => ({ role: 'user', parts: [{ type: 'text', text }] });
const call = (id: number, result: string): TurnPart => ({
  type: 'tool',
  call: { id: `call-${id}`, name: 'get_order', argumentsText: '{}' },
  resultText: modelTextOf(result),
});
const answer = (...parts: TurnPart[]): TurnMessage => ({ role: 'assistant', parts });
const fit = (...turns: TurnMessage[]) =>
  fitResults({ engine: testEngine(demo.url), system: 'You are Yika.', turns, mode: 'quick', maxOutputTokens: 8_192 });
const resultsIn = (messages: readonly { readonly role: string; readonly content: string }[]) =>
  messages.filter(({ role }) => role === 'tool').map(({ content }) => content);

describe('results that do not fit', () => {
  it('of the answer under way are cut, the longest to one length, the short ones not, each between its own marks', async () => {
    const long = Array.from({ length: 8 }, (_, index) => call(index, `${index}号订单：`.padEnd(6_000, '已发货未签收')));
    const context = await fit(question('查一下这些订单'), answer(...long, call(9, '没有这个订单')));
    expect(context.promptTokens).toBeLessThanOrEqual(AVAILABLE);
    expect(context.promptTokens).toBeGreaterThan(AVAILABLE * 0.8);
    expect(context).toMatchObject({ droppedTurns: 0, shortenedResults: 8 });
    const results = resultsIn(context.messages);
    expect(results).toHaveLength(9);
    expect(results[8]).toContain('没有这个订单');
    expect(results[8]).not.toContain('cut here');
    for (const [index, result] of results.slice(0, 8).entries()) {
      expect(result).toContain(`${index}号订单`);
      expect(result).toMatch(
        /\n\[data ([0-9a-f]+)\]\n[\s\S]*\n\[… cut here: the rest does not fit beside everything else\]\n\[end of data \1\]$/,
      );
    }
    expect(new Set(results.slice(0, 8).map((result) => result.length)).size).toBe(1);
  });

  it('a question that nearly fills the context gets a short answer', async () => {
    const context = await fit(question('某'.repeat(24_400)), answer(call(1, '已发货未签收'.repeat(3_000))));
    expect(context.droppedTurns).toBe(0);
    expect(context.outputBudget).toBeGreaterThanOrEqual(1_000);
    expect(context.promptTokens + context.outputBudget).toBeLessThanOrEqual(32_768);
  });

  it('of earlier answers give way before a question and its answer do', async () => {
    const turns = Array.from({ length: 20 }, (_, index) => [
      question(`问题${index}`),
      answer(call(index, '已发货未签收'.repeat(1_000)), { type: 'text', text: `答案${index}` }),
    ]).flat();
    const context = await fit(...turns, question('第一个问题问的是什么'));
    expect(context).toMatchObject({ droppedTurns: 0, shortenedResults: 20 });
    expect(context.messages.map(({ content }) => content)).toEqual(
      expect.arrayContaining(['问题0', '答案0', '答案19', '第一个问题问的是什么']),
    );
  });

  it('are counted only where they are still there', async () => {
    const turns = Array.from({ length: 40 }, (_, index) => [
      question(`问题${index}`),
      answer(call(index, '已发货未签收'.repeat(1_000)), { type: 'text', text: '答案'.repeat(500) }),
    ]).flat();
    const context = await fit(...turns, question('还有呢'));
    expect(context.droppedTurns).toBeGreaterThan(0);
    expect(context.shortenedResults).toBe(40 - context.droppedTurns);
    expect(resultsIn(context.messages)).toHaveLength(40 - context.droppedTurns);
  });

  it('are left alone while everything fits', async () => {
    const context = await fit(question('查一下'), answer(call(1, '已发货'.repeat(1_000))));
    expect(context.shortenedResults).toBe(0);
    expect(resultsIn(context.messages)[0]).not.toContain('cut here');
  });

  it('that do not fit however short fail with their own error, and so does a question', async () => {
    const many = Array.from({ length: 400 }, (_, index) => call(index, '已发货未签收'.repeat(100)));
    await expect(fit(question('查一下'), answer(...many))).rejects.toMatchObject({
      code: 'answer-too-long',
      values: { available: 32_768 - 1_024 - 16 },
    });
    await expect(fit(question('某'.repeat(60_000)))).rejects.toMatchObject({ code: 'question-too-long' });
  });
});

describe('files', () => {
  const withFile = (text: string, question: string): TurnMessage => ({
    role: 'user',
    parts: [
      { type: 'document', text },
      { type: 'text', text: question },
    ],
  });

  it('stay before the first question that is kept when older turns are dropped', async () => {
    const turns = Array.from({ length: 12 }, (_, index) => [
      question(`问题${index}`.padEnd(9_000, '某')),
      answer({ type: 'text', text: `答案${index}` }),
    ]).flat();
    const context = await fit(
      withFile('<file n="1"></file>', '第一问'),
      answer({ type: 'text', text: '答' }),
      ...turns,
    );
    expect(context.droppedTurns).toBeGreaterThan(1);
    expect(context.promptTokens).toBeLessThanOrEqual(AVAILABLE);
    expect(context.messages[1]?.content).toMatch(/^<file n="1"><\/file>\n\n问题\d/);
    expect(context.messages.filter(({ content }) => content.includes('<file'))).toHaveLength(1);
  });

  it('that do not fit are refused with both counts', async () => {
    await expect(fit(withFile('某'.repeat(60_000), '总结'))).rejects.toMatchObject({
      code: 'files-too-long',
      values: { available: AVAILABLE },
    });
  });
});
