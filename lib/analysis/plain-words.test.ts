import { expect, it } from 'vitest';
import { plainSentences } from '@/lib/analysis/plain-words';
import { sentenceText } from '@/lib/analysis/render-sentence';
import { factsOf } from '@/lib/analysis/section-facts';
import { reportContent, wordsSection } from '@/lib/analysis/testing/report-content';

const texts = (language: 'zh' | 'en', given: Parameters<typeof wordsSection>[0] = {}): string[] => {
  const content = reportContent(language);
  return plainSentences(wordsSection(given), content).map((one) => sentenceText(one, content.figures, language));
};

it('names each figure with its direction and value, the name once', () => {
  expect(texts('zh')).toEqual([
    '净销售额为 195.35 万元，较前一日下降 8.74%，较上周同日下降 10.21%，目标完成率为 89.41%。',
    '华东净销售额为 49.81 万元，较前一日上升 0.87%，较上周同日下降 3.49%，目标完成率为 93.80%。',
    '华南净销售额为 28.95 万元，较前一日下降 39.60%，较上周同日下降 40.78%，目标完成率为 61.99%。',
    '华北净销售额为 41.90 万元，较前一日上升 12.67%，较上周同日基本持平（+0.20%），目标完成率为 103.29%。',
  ]);
  expect(texts('en')[2]).toBe(
    'Net sales of South China at ¥289.49K, down 39.60% from the day before, down 40.78% from the same day last week, at 61.99% of the target.',
  );
});

it('names anomalies, or says that there is none, or that none was looked for', () => {
  expect(texts('zh', { anomalies: true })).toEqual([
    '华南净销售额为 28.95 万元，预期值为 46.87 万元，低于预期 38.23%。',
  ]);
  const quiet = { ...reportContent('zh'), blocks: [] };
  expect(plainSentences(wordsSection({ anomalies: true }), quiet)[0]?.parts).toEqual([{ t: '没有发现异常。' }]);
  const holiday = { ...quiet, notices: [{ code: 'holiday' as const, blocking: false, text: '', subjects: [] }] };
  expect(JSON.stringify(plainSentences(wordsSection({ anomalies: true }), holiday))).toContain('不做异常判断');
});

it('has no opinion of its own, and always a sentence', () => {
  expect(texts('zh', { opinion: true })).toEqual(['没有可用的建议，请以报告中的数字为准。']);
  expect(texts('zh', { metrics: [] })).toHaveLength(1);
});

it('gives a model words and no digits', () => {
  const facts = factsOf(wordsSection({ anomalies: true }), reportContent('zh'));
  expect(facts.map(({ words }) => words).join()).not.toMatch(/\p{N}/u);
  const words = Object.fromEntries(facts.map((fact) => [fact.id, fact.words]));
  expect(words['net@region:south.previous_week_percent']).toBe('大幅下降');
  expect(words['net@region:north.previous_week_percent']).toBe('基本持平');
  expect(words['net@region:east.target_percent']).toBe('明显低于目标');
});
