import 'server-only';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import { zonedTime } from '@/lib/text/zoned-time';

const WORDS = {
  zh: {
    notices: '读数据前请先看',
    allFigures: '全部数字',
    opinion: '以下是模型的意见，请自行判断',
    subject: '项目',
    expected: '预期',
    deviation: '偏离',
    noAnomalies: '没有发现异常',
    figure: '指标',
    value: '数值',
    unit: '单位',
    shown: '显示',
    missing: '说明',
    computed: '数据截至',
    generated: '由一卡生成；数字由数据库算出，文字经过核对。',
  },
  en: {
    notices: 'Read this before the figures',
    allFigures: 'All figures',
    opinion: 'The model’s opinion: judge for yourself',
    subject: 'Item',
    expected: 'expected',
    deviation: 'deviation',
    noAnomalies: 'No anomalies found',
    figure: 'Figure',
    value: 'Value',
    unit: 'Unit',
    shown: 'Shown as',
    missing: 'Note',
    computed: 'Data as of',
    generated: 'Made by Yika: the database computed the figures, the words were checked.',
  },
} as const;

/** The fixed words of a report's files, in the report's own language. */
export function publishingWords(language: 'zh' | 'en') {
  const words = WORDS[language];
  return {
    ...words,
    /** 数据截至 2026-11-29 08:30 */
    computedAt({ computedAt, timeZone }: ReportContent): string {
      const { date, time } = zonedTime(new Date(computedAt), timeZone);
      return `${words.computed} ${date} ${time.slice(0, 5)} (${timeZone})`;
    },
  };
}
