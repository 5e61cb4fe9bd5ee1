import { expect, it } from 'vitest';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import { drawChart } from '@/lib/publishing/draw-chart';
import { toMarkdown } from '@/lib/publishing/to-markdown';
import { toWord } from '@/lib/publishing/to-word';
import { toWorkbook } from '@/lib/publishing/to-workbook';
import { read, utils } from '@e965/xlsx';

const MONEY = { kind: 'money', currency: 'CNY' } as const;
const CONTENT: ReportContent = {
  title: '日报 "<b>&',
  language: 'zh',
  timeZone: 'Asia/Shanghai',
  day: '2026-03-02',
  computedAt: '2026-03-03T00:30:00.000Z',
  notices: [],
  figures: {
    net: {
      ...{
        id: 'net',
        metric: 'net',
        kind: 'value',
        subject: null,
        label: '=净额',
        value: '1234567.80',
        text: '123.46 万元',
      },
      ...{ unit: MONEY, decimals: 2, direction: null, missing: null, queries: [], method: 'a.b' },
    },
    'net.target_percent': {
      ...{
        id: 'net.target_percent',
        metric: 'net',
        kind: 'target_percent',
        subject: null,
        label: '完成率',
        value: '98.70',
        text: '98.70%',
      },
      ...{ unit: { kind: 'percent' }, decimals: 2, direction: null, missing: null, queries: [], method: 'a.b' },
    },
  },
  blocks: [
    {
      ...{ kind: 'chart', heading: '趋势', chart: 'trend', unit: MONEY, decimals: 2, queries: [] },
      categories: ['2026-03-01', '2026-03-02'],
      series: [
        { label: '</text><script>alert(1)</script>', values: [null, '1234567.80'] },
        { label: '乙', values: ['1.00', '2.00'] },
      ],
    },
  ],
  queries: [],
};

it('a chart is well-formed and carries no markup of the data', () => {
  const [block] = CONTENT.blocks;
  if (block?.kind !== 'chart') throw new Error('no chart');
  for (const theme of ['light', 'dark'] as const) {
    const svg = drawChart(block, { theme, language: 'zh' });
    expect(svg).toContain('万元');
    expect(svg).not.toContain('<script');
    // A quote inside a quoted attribute ends it: a browser shows nothing at all.
    expect(svg).not.toMatch(/font-family:[^;"]*"[A-Z]/);
    expect(svg.match(/"/g)?.length ?? 0).toSatisfy((count: number) => count % 2 === 0);
  }
});

it('a workbook has numbers where the report has figures, and text that looks like a formula stays text', async () => {
  const book = read(await toWorkbook(CONTENT));
  const sheet = book.Sheets[book.SheetNames[0] ?? ''];
  if (sheet === undefined) throw new Error('no sheet');
  const rows = utils.sheet_to_json<unknown[]>(sheet, { header: 1 });
  expect(rows).toContainEqual(expect.arrayContaining(['=净额', 1_234_567.8]));
  expect(rows).toContainEqual(expect.arrayContaining(['完成率', 0.987]));
});

it('Markdown and Word have the same texts', async () => {
  expect(toMarkdown(CONTENT, { allFigures: true })).toContain('完成率：98.70%');
  const bytes = await toWord(CONTENT);
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
});
