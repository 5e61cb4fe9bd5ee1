import { Decimal } from 'decimal.js';
import type { Unit } from '@/lib/analysis/definition-contracts';
import type { FigureKind } from '@/lib/analysis/result-contracts';

type Language = 'zh' | 'en';

/** Half away from zero, as people round. */
export function roundText(value: Decimal, decimals: number): string {
  return value.toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP).toFixed(decimals);
}

/** Shown where a figure is not known. */
export const UNKNOWN = '—';

const isChange = (kind: FigureKind): boolean => kind.startsWith('previous_') || kind === 'deviation_percent';

/** A figure as people read it: `195.35 万元`, `-8.74%`, `第 3 名`. @param value decimal text, exact */
export function formatValue(
  value: string,
  {
    unit,
    kind,
    decimals,
    language,
  }: { readonly unit: Unit; readonly kind: FigureKind; readonly decimals: number; readonly language: Language },
): string {
  const exact = new Decimal(value);
  if (kind === 'rank') return language === 'zh' ? `第 ${value} 名` : `no. ${value}`;
  const sign = isChange(kind) && exact.isPositive() && !exact.isZero() ? '+' : '';
  if (kind === 'score') return `${sign}${value}`;
  if (kind.endsWith('_percent') || unit.kind === 'percent') return `${sign}${grouped(value, language)}%`;
  if (unit.kind === 'count')
    return `${sign}${grouped(roundText(exact, decimals), language)}${wordOf(unit.word, language)}`;
  return `${sign}${money(exact, unit.currency, language)}`;
}

function wordOf(word: string, language: Language): string {
  return word === '' ? '' : language === 'zh' ? ` ${word}` : ` ${word}`;
}

/** A format costs more than its use: one for each language and number of decimals. */
const formats = new Map<string, Intl.NumberFormat>();

function grouped(text: string, language: Language): string {
  const decimals = text.split('.')[1]?.length ?? 0;
  const key = `${language}${decimals}`;
  const format =
    formats.get(key) ??
    new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  formats.set(key, format);
  // Decimal text is formatted exactly; a number would be a float.
  return format.format(text as Intl.StringNumericLiteral);
}

const YI = 100_000_000;
const WAN = 10_000;

function money(value: Decimal, currency: string, language: Language): string {
  if (language === 'en' || currency !== 'CNY') {
    const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol', notation: 'compact' } as const;
    const format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
      ...style,
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });
    return format.format(value.toFixed() as Intl.StringNumericLiteral);
  }
  if (value.abs().gte(YI)) return `${grouped(roundText(value.dividedBy(YI), 2), 'zh')} 亿元`;
  if (value.abs().gte(WAN)) return `${grouped(roundText(value.dividedBy(WAN), 2), 'zh')} 万元`;
  return `${grouped(roundText(value, 2), 'zh')} 元`;
}
