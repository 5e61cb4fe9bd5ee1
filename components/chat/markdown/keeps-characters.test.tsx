import { renderToStaticMarkup } from 'react-dom/server';
import { IntlProvider } from 'use-intl/react';
import { describe, expect, test } from 'vitest';
import { math } from '@/components/chat/markdown/math-plugin';
import { prepareText } from '@/components/chat/markdown/prepare-text';
import { SetMarkdown } from '@/components/chat/markdown/rich-markdown';
import zh from '@/lib/i18n/messages/zh/chat.json';
import common from '@/lib/i18n/messages/zh/common.json';
import { seededRandom } from '@/lib/text/seeded-random';

function render(source: string, isStreaming = false): string {
  const { text, hasMath } = prepareText(source, isStreaming);
  return renderToStaticMarkup(
    <IntlProvider locale="zh" timeZone="UTC" messages={{ chat: zh, common }}>
      <SetMarkdown text={text} isStreaming={isStreaming} plugins={hasMath ? { math } : null} />
    </IntlProvider>,
  );
}

/** What the reader sees, the numbers of lists too, without what is said to screen readers. */
function wordsOf(html: string): string {
  return html
    .replaceAll(/<(?:ol start|li value)="(\d+)"/g, '$1$&')
    .replaceAll(/<span class="(?:katex-mathml|sr-only)">.*?<\/(?:math|span)>/gs, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}

const lettersOf = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The same texts on every run. */
function seeded(seed: number): (choices: readonly string[]) => string {
  const random = seededRandom(seed);
  return (choices) => choices[Math.floor(random() * choices.length)] ?? '';
}

const MARKS = [
  '~',
  '*',
  '_',
  '$',
  '\\',
  '|',
  '<',
  '>',
  '[',
  ']',
  '^',
  '~~',
  '**',
  '__',
  '$$',
  '***',
  '[^',
  '](',
  '\\[',
  '\\(',
  '->',
  '>=',
  '<=',
  '`',
  '${',
  '}',
  '#',
  '&',
];
const WORDS = [
  '27',
  '3.5',
  '100',
  '温度',
  '长',
  '第二行',
  'abc',
  'x',
  'Size',
  '℃',
  'cm',
  'kg',
  '元',
  '%',
  '㎡',
  '¥5',
  'host',
  '件',
];
const GAPS = ['', '', '', '', ' ', '，', '\n'];

function textOf(seed: number): string {
  const pick = seeded(seed);
  let text = pick(WORDS);
  for (let length = 0; length < 8; length++) text += pick(GAPS) + pick(MARKS) + pick(GAPS) + pick(WORDS);
  return text;
}

/** Marks that stand between two words of a size, a range or a name, and thus are no marks. */
function tightTextOf(seed: number): string {
  const pick = seeded(seed);
  let text = '27';
  for (let length = 0; length < 8; length++)
    text +=
      pick(['~', '*', '_', '$', '\\', '|', '<', '>', '[', ']', '^', '**', '$$', '__']) +
      pick(['27', '3.5', 'abc', 'Size', 'cm', 'kg', '℃']);
  return text;
}

/** A formula that has clearly begun is not shown before it is whole. */
const beforeBegunFormula = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}])(?:\$\$|\\[[(])(?:(?!\$\$).)*$/su, '');

const SEEDS = Array.from({ length: 600 }, (_, index) => index);

describe('every letter and digit of an answer is on the screen, in its order', () => {
  test('when it is finished', () => {
    for (const seed of SEEDS) {
      const source = textOf(seed);
      expect(lettersOf(wordsOf(render(source))), JSON.stringify(source)).toBe(lettersOf(source));
    }
  });

  test('while it is written', () => {
    for (const seed of SEEDS.slice(0, 30)) {
      const source = textOf(seed);
      for (let length = 1; length <= source.length; length++) {
        const prefix = source.slice(0, length);
        expect([prefix, beforeBegunFormula(prefix)].map(lettersOf), JSON.stringify(prefix)).toContain(
          lettersOf(wordsOf(render(prefix, true))),
        );
      }
    }
  });
});

test('marks inside of sizes, ranges and names are characters: nothing is struck, emphasised or set as a formula', () => {
  for (const seed of SEEDS) {
    const source = tightTextOf(seed);
    for (const isStreaming of [false, true]) {
      const html = render(source, isStreaming);
      expect(html, JSON.stringify(source)).not.toMatch(/<(?:del|em|strong)>|class="katex/);
    }
  }
});
