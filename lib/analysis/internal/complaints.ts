import type { Banned } from '@/lib/analysis/internal/word-lists';

export type ComplaintCode =
  | Banned['code']
  | 'unknownFigure'
  | 'noFigure'
  | 'long'
  | 'otherName'
  | 'directionAlone'
  | 'direction'
  | 'size'
  | 'comparison';

const TEXTS: Readonly<Record<'zh' | 'en', Readonly<Record<ComplaintCode, string>>>> = {
  zh: {
    digits: '文字里有数字“{word}”，数字只能由指标给出',
    number: '文字里有数词“{word}”，数字只能由指标给出',
    unit: '文字里有单位或外文“{word}”，单位只能由指标给出',
    rank: '“{word}”是名次的说法，名次只能由指标给出',
    quantity: '“{word}”概括了多个对象，没有指标能证明',
    symbol: '文字里有不允许的符号“{word}”',
    name: '“{word}”不是旁边指标的名称',
    cause: '“{word}”说的是原因，而原因没有计算过',
    unknownFigure: '没有“{word}”这个指标',
    noFigure: '句子没有引用任何指标',
    long: '一段文字太长',
    otherName: '句子提到“{word}”，却没有引用它的指标',
    directionAlone: '“{word}”旁边没有能证明它的指标',
    direction: '“{word}”与旁边指标的方向不符',
    size: '“{word}”与旁边指标的幅度不符',
    comparison: '“{word}”与旁边指标的比较对象不符',
  },
  en: {
    digits: 'The text has the digits “{word}”; numbers come from figures alone',
    number: 'The text has the number word “{word}”; numbers come from figures alone',
    unit: 'The text has the unit or foreign word “{word}”; units come from figures alone',
    rank: '“{word}” is about a rank; ranks come from figures alone',
    quantity: '“{word}” is about several at once, and no figure proves it',
    symbol: 'The text has the symbol “{word}”, which is not allowed',
    name: '“{word}” is not the name of a figure beside it',
    cause: '“{word}” gives a cause, and causes were not computed',
    unknownFigure: 'There is no figure “{word}”',
    noFigure: 'The sentence names no figure',
    long: 'A piece of text is too long',
    otherName: 'The sentence is about “{word}”, but names no figure of it',
    directionAlone: '“{word}” has no figure beside it that proves it',
    direction: '“{word}” is not the direction of the figure beside it',
    size: '“{word}” is not the size of the figure beside it',
    comparison: '“{word}” is not what the figure beside it is compared with',
  },
};

/** A complaint about a sentence, in the report's language: for the model that writes it again, and for readers. */
export function complaintText(code: ComplaintCode, word: string, language: 'zh' | 'en'): string {
  return TEXTS[language][code].replace('{word}', word);
}
