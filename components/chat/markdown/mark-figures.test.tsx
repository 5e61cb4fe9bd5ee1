import { expect, it } from 'vitest';
import { RichMarkdown } from '@/components/chat/markdown/rich-markdown';
import { renderMarkup } from '@/components/testing/render-markup';
import { findFigures } from '@/components/chat/calls/find-figures';

const result = { '最高气温（℃）': 17, '风速（km/h）': 9, 金额: 1280.5, 单号: 'SO-10010' };

/** The figures that an answer marks, with what they show. */
function marked(text: string): string[] {
  const { traced } = findFigures(text, [{ callId: 'a', type: 'json', text: JSON.stringify(result) }]);
  const figures = traced.map(({ key, callId, field }) => ({ key, href: `#call-${callId}`, title: field }));
  const html = renderMarkup('zh', <RichMarkdown text={text} isStreaming={false} figures={figures} />);
  return [...html.matchAll(/<a href="#call-a" class="md-figure" data-tooltip="([^"]*)"[^>]*>([^<]*)<\/a>/g)].map(
    ([, field, figure]) => `${figure} ${field}`,
  );
}

it('marks figures where they stand: in sentences, in bold, behind labels, every time', () => {
  expect(marked('订单 SO-10010 共 **1,280.50** 元，最高 17°C；SO-10010 已付。')).toEqual([
    'SO-10010 单号',
    '1,280.50 金额',
    '17 最高气温（℃）',
    'SO-10010 单号',
  ]);
  expect(marked('- **风速（km/h）**：9\n- 第 9 页')).toEqual(['9 风速（km/h）']);
});

it('takes units from the head of a column', () => {
  expect(marked('| 天 | 最高 (℃) |\n| --- | ---: |\n| 9 | 17 |\n| 17 | 20 |')).toEqual(['17 最高气温（℃）']);
});

it('leaves code, links and what was computed alone', () => {
  expect(marked('`SO-10010` [SO-10010](https://x.test/SO-10010) 合计 2561')).toEqual([]);
});
