// lib/publishing makes files and pictures of a computed report; every number in them is the text of a figure.
import 'server-only';
import * as echarts from 'echarts/core';
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, VisualMapComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { Decimal } from 'decimal.js';
import type { ContentBlock } from '@/lib/analysis/result-contracts';

echarts.use([BarChart, HeatmapChart, LineChart, GridComponent, LegendComponent, VisualMapComponent, SVGRenderer]);

export type ChartBlock = Extract<ContentBlock, { kind: 'chart' }>;
export type ChartTheme = 'light' | 'dark';

/** In pixels of the SVG, which scales. */
export const CHART_SIZE = { width: 960, height: 360 } as const;
/** In single quotes: it stands in an attribute. */
const FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/** Our own colours alone: what a report says never becomes part of a style. Distinct also without colour vision. */
const COLOURS = {
  light: {
    text: '#54544f',
    line: '#e5e5e1',
    series: ['#2f57c4', '#b45309', '#0f766e', '#9333ea', '#be185d', '#4d7c0f', '#0369a1', '#78350f'],
    heat: ['#e9eefb', '#2f57c4'],
  },
  dark: {
    text: '#b4b4ae',
    line: '#31312f',
    series: ['#93aefb', '#edb95e', '#5eead4', '#c6a8fa', '#f9a8d4', '#bef264', '#7dd3fc', '#fdba74'],
    heat: ['#222a42', '#93aefb'],
  },
} as const;

/**
 * Draws a chart of a report as SVG text. It has no title and no table: its place in the report has both. Values are
 * drawn in 万 where the largest reaches 10,000 yuan, and the axis says so.
 */
export function drawChart(
  block: ChartBlock,
  { theme, language }: { readonly theme: ChartTheme; readonly language: 'zh' | 'en' },
): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...CHART_SIZE });
  try {
    chart.setOption(optionOf(block, theme, language));
    return chart.renderToSVGString();
  } finally {
    // Otherwise its timers keep the process alive.
    chart.dispose();
  }
}

const WAN = 10_000;

function optionOf(block: ChartBlock, theme: ChartTheme, language: 'zh' | 'en') {
  const colours = COLOURS[theme];
  const scale = scaleOf(block, language);
  const number = (value: string | null): number | null =>
    value === null ? null : new Decimal(value).dividedBy(scale.by).toDecimalPlaces(2).toNumber();
  const text = { color: colours.text, fontFamily: FONT, fontSize: 13 };
  const axis = { axisLine: { lineStyle: { color: colours.line } }, axisLabel: text, axisTick: { show: false } };
  const base = {
    animation: false,
    backgroundColor: 'transparent',
    color: [...colours.series],
    textStyle: { fontFamily: FONT },
    grid: {
      left: 16,
      right: 24,
      top: 44,
      bottom: 12,
      outerBoundsMode: 'same' as const,
      outerBoundsContain: 'axisLabel' as const,
    },
  };
  const value = {
    type: 'value' as const,
    name: scale.name,
    nameTextStyle: text,
    ...axis,
    splitLine: { lineStyle: { color: colours.line } },
    scale: block.chart === 'trend',
  };
  const categories = block.categories.map((category) => category.replace(/^\d{4}-/, ''));
  if (block.chart === 'heatmap') {
    const cells = block.series.flatMap(({ values }, row) =>
      values.map((cell, column) => [column, row, number(cell) ?? '-'] as const),
    );
    const known = cells.flatMap(([, , cell]) => (typeof cell === 'number' ? [cell] : []));
    return {
      ...base,
      grid: { ...base.grid, bottom: 56 },
      xAxis: { type: 'category' as const, data: categories, ...axis },
      yAxis: { type: 'category' as const, data: block.series.map(({ label }) => label), ...axis },
      visualMap: {
        ...{
          min: Math.min(0, ...known),
          max: Math.max(1, ...known),
          orient: 'horizontal' as const,
          left: 'center',
          bottom: 0,
        },
        inRange: { color: [...colours.heat] },
        textStyle: text,
        text: [scale.name, ''],
      },
      series: [{ type: 'heatmap' as const, data: cells.map((cell) => [...cell]) }],
    };
  }
  if (block.chart === 'ranking') {
    const [series] = block.series;
    return {
      ...base,
      xAxis: value,
      yAxis: { type: 'category' as const, data: categories, inverse: true, ...axis },
      series: [
        {
          type: 'bar' as const,
          data: (series?.values ?? []).map(number),
          barMaxWidth: 28,
          label: { show: true, position: 'right' as const, ...text },
        },
      ],
    };
  }
  return {
    ...base,
    ...(block.series.length > 1 ? { legend: { top: 8, textStyle: text } } : {}),
    xAxis: { type: 'category' as const, data: categories, boundaryGap: false, ...axis },
    yAxis: value,
    series: block.series.map(({ label, values }) => ({
      type: 'line' as const,
      name: label,
      data: values.map(number),
      showSymbol: values.length <= 31,
      symbolSize: 5,
      // A day without data is a gap, never a zero.
      connectNulls: false,
    })),
  };
}

function scaleOf({ unit, series }: ChartBlock, language: 'zh' | 'en'): { readonly by: number; readonly name: string } {
  if (unit.kind === 'percent') return { by: 1, name: '%' };
  if (unit.kind === 'count') return { by: 1, name: unit.word };
  const isLarge = series.some(({ values }) =>
    values.some((value) => value !== null && new Decimal(value).abs().gte(WAN)),
  );
  if (language === 'en')
    return isLarge ? { by: 1_000, name: `thousand ${unit.currency}` } : { by: 1, name: unit.currency };
  if (unit.currency !== 'CNY') return { by: 1, name: unit.currency };
  return isLarge ? { by: WAN, name: '万元' } : { by: 1, name: '元' };
}
