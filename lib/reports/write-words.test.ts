import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sentenceText } from '@/lib/analysis/render-sentence';
import type { Figure, ReportContent, Sentence, WordsBlock } from '@/lib/analysis/result-contracts';
import { reportContent, wordsSection } from '@/lib/analysis/testing/report-content';
import { engineModel } from '@/lib/engine/engine-model';
import { testEngine } from '@/lib/engine/testing/engine-fixtures';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';
import { writeWords } from '@/lib/reports/write-words';

let demo: DemoEngineProcess;
beforeAll(async () => {
  demo = await startDemoEngine(['--unpaced']);
});
afterAll(() => demo.stop());
afterEach(() => demo.reset());

const write = (content: ReportContent, given: Parameters<typeof wordsSection>[0] = {}): Promise<WordsBlock> =>
  writeWords({
    section: wordsSection(given),
    content,
    model: engineModel({ engine: testEngine(demo.url), mode: 'quick', requestId: 'words' }),
    signal: AbortSignal.timeout(60_000),
  });

const textOf = (sentence: Sentence, content: ReportContent): string =>
  sentenceText(sentence, content.figures, content.language);

it('keeps true sentences of a model', async () => {
  const content = reportContent('zh');
  const { sentences, refused } = await write(content);
  expect(refused).toEqual([]);
  expect(sentences.every(({ origin }) => origin === 'model')).toBe(true);
  expect(sentences.map((one) => textOf(one, content))).toContain(
    '华南净销售额为 28.95 万元，较上周同日下降 40.78%，目标完成率为 61.99%，需要进一步核实。',
  );
});

it('takes a sentence that is right the second time', async () => {
  await demo.script({ fault: 'lying-words', seed: 1, kinds: ['digits'] });
  const { sentences, refused } = await write(reportContent('zh'));
  expect(refused).toEqual([]);
  expect(sentences.every(({ origin }) => origin === 'model')).toBe(true);
});

it('puts plain sentences in the place of what is wrong twice, and marks them', async () => {
  await demo.script({ fault: 'lying-words', seed: 1, kinds: ['digits'], times: 0 });
  const { sentences, refused } = await write(reportContent('zh'));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.reason).toMatch(/数字|单位/);
  expect(sentences.filter(({ origin }) => origin === 'code')).toHaveLength(refused.length);
});

it('is plain where the model writes no JSON, and fails where the engine does', async () => {
  await demo.script({ fault: 'forced-text', text: '净销售额下降了很多。', times: 0 });
  const { sentences, refused } = await write(reportContent('zh'));
  expect(sentences.every(({ origin }) => origin === 'code')).toBe(true);
  expect(refused).toHaveLength(1);
  await demo.reset();
  await demo.script({ fault: 'error-before', status: 500 });
  await expect(write(reportContent('zh'))).rejects.toMatchObject({ code: 'engine-http' });
});

describe.each(['zh', 'en'] as const)('a model that lies, in %s', (language) => {
  it('gets no wrong figure, direction or name into 100 sections', async () => {
    const content = reportContent(language);
    let marked = 0;
    let kept = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      await demo.script({ fault: 'lying-words', seed, times: 0 });
      const given = [{}, { anomalies: true }, { opinion: true }][seed % 3];
      const { sentences, refused } = await write(content, given);
      await demo.reset();
      expect(sentences.length).toBeGreaterThan(0);
      for (const sentence of sentences) expect(wrongIn(sentence, content), textOf(sentence, content)).toEqual([]);
      marked += refused.length;
      kept += sentences.filter(({ origin }) => origin === 'model').length;
    }
    expect(marked).toBeGreaterThan(50);
    expect(kept).toBeGreaterThan(50);
  });
});

/** What the demo engine's lies say, other than directions: nothing of it is ever true. */
const NEVER =
  /\p{N}|成|番|百分|一半|西北|沈阳|深圳|海外|million|USD|吨|第一|垫底|新高|所有|half|doubl|percent|Northwest|Harbin|Taiwan|RMB|points|highest|ranked|all /u;
/** Directions that it says, and when they are true of the figure before them. */
const TRUE_WHEN: readonly (readonly [RegExp, (figure: Figure, value: number) => boolean])[] = [
  [/高于目标|above target/, ({ kind }, value) => kind === 'target_percent' && value >= 100],
  [/明显回升|clear rise/, (figure, value) => isChange(figure) && value >= 10],
  [/大幅下滑|sharp fall/, (figure, value) => isChange(figure) && value <= -10],
  [/保持平稳|stable/, (figure, value) => isChange(figure) && Math.abs(value) < 0.5],
  [/小幅走低/, (figure, value) => isChange(figure) && value <= -0.5 && value > -10],
];

function isChange({ kind }: Figure): boolean {
  return kind.endsWith('_percent') && kind !== 'target_percent';
}

/** Judges a finished sentence without the checker's own rules. */
function wrongIn({ parts, origin }: Sentence, { figures }: ReportContent): string[] {
  const wrong: string[] = [];
  let before: Figure | undefined;
  for (const part of parts) {
    if ('f' in part) {
      before = figures[part.f];
      if (before === undefined) wrong.push(part.f);
      continue;
    }
    if (origin === 'code') continue;
    if (NEVER.test(part.t)) wrong.push(part.t);
    for (const [words, isTrue] of TRUE_WHEN)
      if (words.test(part.t) && (before === undefined || !isTrue(before, Number(before.value)))) wrong.push(part.t);
  }
  return wrong;
}
