import { childrenOf, find, type XmlElement } from '../xml';

interface Level {
  readonly start: number;
  readonly format: string;
  readonly text: string;
}

/** Counts the numbered paragraphs of a document, which stores formats and no numbers. */
export class DocxNumbering {
  private readonly levels = new Map<string, ReadonlyMap<number, Level>>();
  private readonly counters = new Map<string, number[]>();

  constructor(numbering: XmlElement | undefined) {
    const formats = new Map(
      childrenOf(numbering, 'w:abstractNum').map((format) => [
        format.attributes['w:abstractNumId'] ?? '',
        new Map(childrenOf(format, 'w:lvl').map((level) => [Number(level.attributes['w:ilvl']), levelOf(level)])),
      ]),
    );
    for (const number of childrenOf(numbering, 'w:num')) {
      const levels = formats.get(find(number, 'w:abstractNumId')?.attributes['w:val'] ?? '');
      if (levels !== undefined) this.levels.set(number.attributes['w:numId'] ?? '', levels);
    }
  }

  /** The label of the next paragraph of a list, such as `第二条` or `1.2`. */
  next(list: string, depth: number): string {
    const levels = this.levels.get(list);
    if (levels === undefined) return '';
    const counters = this.counters.get(list) ?? [];
    this.counters.set(list, counters);
    const startOf = (level: number): number => levels.get(level)?.start ?? 1;
    for (let level = 0; level < depth; level += 1) counters[level] ??= startOf(level);
    const before = counters[depth];
    counters[depth] = before === undefined ? startOf(depth) : before + 1;
    counters.length = depth + 1;
    const { text, format } = levels.get(depth) ?? { text: '', format: 'bullet' };
    if (format === 'bullet') return '•';
    return text.replace(/%(\d)/g, (_, digit: string) => {
      const level = Number(digit) - 1;
      return formatNumber(counters[level] ?? 1, levels.get(level)?.format ?? 'decimal');
    });
  }
}

function levelOf(level: XmlElement): Level {
  const value = (name: string): string | undefined => find(level, name)?.attributes['w:val'];
  return {
    start: Number(value('w:start') ?? 1),
    format: value('w:numFmt') ?? 'decimal',
    text: value('w:lvlText') ?? '',
  };
}

const DIGITS = '〇一二三四五六七八九';

function formatNumber(value: number, format: string): string {
  if (/^(?:chinese|ideograph|japaneseCounting|taiwanese)/.test(format)) return chineseNumber(value);
  if (format === 'lowerLetter') return String.fromCharCode(97 + ((value - 1) % 26));
  if (format === 'upperLetter') return String.fromCharCode(65 + ((value - 1) % 26));
  if (format === 'lowerRoman') return romanNumber(value).toLowerCase();
  if (format === 'upperRoman') return romanNumber(value);
  if (format === 'decimalEnclosedCircle' && value <= 20) return String.fromCharCode(0x245f + value);
  return String(value);
}

/** From 1 to 9999, as clauses are counted: 十二, 一百零三. */
export function chineseNumber(value: number): string {
  const digits = Array.from(String(value), Number);
  let text = '';
  digits.forEach((digit, index) => {
    const unit = ['', '十', '百', '千'][digits.length - 1 - index] ?? '';
    if (digit !== 0) text += (DIGITS[digit] ?? '') + unit;
    else if (!text.endsWith('零') && digits.slice(index).some((rest) => rest !== 0)) text += '零';
  });
  return text.replace(/^一十/, '十');
}

function romanNumber(value: number): string {
  const signs: readonly [number, string][] = [
    [1000, 'M'],
    [900, 'CM'],
    [500, 'D'],
    [400, 'CD'],
    [100, 'C'],
    [90, 'XC'],
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ];
  let rest = Math.min(value, 3999);
  let text = '';
  for (const [size, sign] of signs)
    while (rest >= size) {
      text += sign;
      rest -= size;
    }
  return text;
}
