import { Decimal } from 'decimal.js';
import { kindLabel } from '@/lib/analysis/internal/labels';
import type { Figure, FigureKind, Sentence } from '@/lib/analysis/result-contracts';

type Language = 'zh' | 'en';
type Figures = Readonly<Record<string, Figure>>;

/** A piece of a sentence as people read it. `figure`: the id of the figure that it shows, or null. */
export interface Segment {
  readonly text: string;
  readonly figure: string | null;
}

/** What a figure says beside its name, with `{v}` for the value. A change has its direction in words and no sign. */
interface Phrases {
  readonly plain: string;
  readonly up: string;
  readonly down: string;
  readonly flat: string;
}

/**
 * A sentence in pieces. A figure is written out by code with its name, direction and value: 华南净销售额较上周同日下降
 * 40.78%. A second figure of the same metric and member does not repeat its name.
 */
export function renderSentence({ parts }: Pick<Sentence, 'parts'>, figures: Figures, language: Language): Segment[] {
  const segments: Segment[] = [];
  let named = '';
  for (const part of parts) {
    const before = segments.at(-1)?.text ?? '';
    if ('t' in part) {
      segments.push({ text: spaced(before, part.t, language), figure: null });
      continue;
    }
    const figure = figures[part.f];
    if (figure === undefined) continue;
    const name = baseName(figure, language);
    const phrase = phraseOf(figure, language);
    const text = name === named ? phrase : language === 'zh' ? `${name}${phrase}` : `${name} ${phrase}`;
    segments.push({ text: spaced(before, text, language), figure: figure.id });
    named = name;
  }
  return ended(segments, language);
}

/** A sentence as plain text. */
export function sentenceText(sentence: Pick<Sentence, 'parts'>, figures: Figures, language: Language): string {
  return renderSentence(sentence, figures, language)
    .map(({ text }) => text)
    .join('');
}

/** The metric, with its member: `华南净销售额`, `net sales of South China`. */
function baseName({ label, kind }: Figure, language: Language): string {
  const of = kindLabel(kind, language);
  const suffix = language === 'zh' || of === '' ? of : `, ${of}`;
  return suffix !== '' && label.endsWith(suffix) ? label.slice(0, -suffix.length) : label;
}

function phraseOf({ kind, value, text, direction }: Figure, language: Language): string {
  const phrases = PHRASES[language];
  const of = kindLabel(kind, language);
  const fill = (phrase: string, shown: string): string => phrase.replace('{of}', of).replace('{v}', shown);
  if (value === null) return fill(phrases.unknown, '');
  const { plain, up, down, flat } = phrases.kinds(kind);
  const exact = new Decimal(value);
  if (up === '') return fill(plain, text);
  if (direction === 'flat' && flat !== '') return fill(flat, text);
  const size = text.replaceAll(/[-+−]/g, '');
  return fill(exact.isNegative() ? down : up, size);
}

const only = (plain: string): Phrases => ({ plain, up: '', down: '', flat: '' });

const PHRASES = {
  zh: {
    unknown: '{of}没有数据',
    kinds: (kind: FigureKind): Phrases => {
      if (kind === 'value') return only('为 {v}');
      if (kind === 'rank') return only('排{v}');
      if (kind === 'deviation_percent') return { plain: '', up: '高于预期 {v}', down: '低于预期 {v}', flat: '' };
      if (!kind.startsWith('previous_')) return only('{of}为 {v}');
      const than = kindLabel(kind, 'zh').replace('增减', '');
      return kind.endsWith('_amount')
        ? { plain: '', up: `${than}增加 {v}`, down: `${than}减少 {v}`, flat: '' }
        : { plain: '', up: `${than}上升 {v}`, down: `${than}下降 {v}`, flat: `${than}基本持平（{v}）` };
    },
  },
  en: {
    unknown: '({of}: no data)',
    kinds: (kind: FigureKind): Phrases => {
      if (kind === 'value') return only('at {v}');
      if (kind === 'rank') return only('ranked {v}');
      if (kind === 'target') return only('with a target of {v}');
      if (kind === 'target_percent') return only('at {v} of the target');
      if (kind === 'month_target_percent') return only('at {v} of the target, month to date');
      if (kind === 'share_percent') return only('at {v} of the whole');
      if (kind === 'expected') return only('expected at {v}');
      if (kind === 'contribution_percent') return only('with {v} of the change from last week');
      if (kind === 'deviation_percent')
        return { plain: '', up: '{v} above the expected value', down: '{v} below the expected value', flat: '' };
      if (!kind.startsWith('previous_')) return only('at {v} ({of})');
      const than = kindLabel(kind, 'en').replace('change ', '').replace(', %', '');
      return {
        plain: '',
        up: `up {v} ${than}`,
        down: `down {v} ${than}`,
        flat: kind.endsWith('_amount') ? '' : `about level (change {v} ${than})`,
      };
    },
  },
} as const;

/** English words need a space between them. */
function spaced(before: string, text: string, language: Language): string {
  const needs = language === 'en' && /[^\s(]$/.test(before) && /^[^\s,.;:!?)]/.test(text);
  return needs ? ` ${text}` : text;
}

/** Ends with a full stop; an English sentence begins with a capital. */
function ended(segments: readonly Segment[], language: Language): Segment[] {
  const last = segments.at(-1);
  if (last === undefined) return [];
  const all = /[。！？.!?]\s*$/.test(last.text)
    ? [...segments]
    : [...segments, { text: language === 'zh' ? '。' : '.', figure: null }];
  const [first, ...rest] = all;
  if (first === undefined || language === 'zh') return all;
  const begin = first.text.trimStart();
  return [{ ...first, text: begin.slice(0, 1).toUpperCase() + begin.slice(1) }, ...rest];
}
