import { renderToStaticMarkup } from 'react-dom/server';
import { IntlProvider } from 'use-intl/react';
import { describe, expect, it } from 'vitest';
import { readProblem } from '@/components/lib/api-problem';
import { useErrorText } from '@/components/lib/use-error-text';
import { argumentTree, type ArgumentTree } from '@/components/lib/argument-tree';
import { PROBLEM_RULES, writeProblems, type ArgumentProblem } from '@/lib/tools/argument-problem-contracts';
import { catalogue } from '@/lib/i18n/catalogue';
import type { Locale } from '@/lib/i18n/locales';

function Said({
  code,
  values,
  names,
}: {
  readonly code: unknown;
  readonly values: Record<string, string | number>;
  readonly names?: ArgumentTree;
}) {
  return useErrorText()(code, values, names);
}

function say(locale: Locale, code: unknown, values: Record<string, string | number>, names?: ArgumentTree): string {
  const html = renderToStaticMarkup(
    <IntlProvider locale={locale} timeZone="UTC" messages={{ errors: catalogue[locale].errors }}>
      <Said code={code} values={values} {...(names === undefined ? {} : { names })} />
    </IntlProvider>,
  );
  return html.replaceAll('&quot;', '"').replaceAll('&#x27;', "'");
}

const about = (...problems: ArgumentProblem[]) => ({
  detail: 'arguments: in English',
  problems: writeProblems(problems),
});

describe('what is wrong with arguments', () => {
  it('is said in the reader’s language, by the arguments’ titles', () => {
    const values = about(
      { path: ['city'], title: '城市', rule: 'required' },
      { path: ['days'], rule: 'type', limit: 'integer, null' },
    );
    expect(say('zh', 'tool-arguments-invalid', values)).toBe('参数不符合要求：缺少“城市”；“days”应是整数或空值');
    expect(say('en', 'tool-arguments-invalid', values, argumentTree([{ path: ['city'], title: 'City' }]))).toBe(
      'The arguments don’t fit: “City” is missing; “days” must be a whole number or nothing',
    );
  });

  it.each(PROBLEM_RULES)('%s has words in both languages', (rule) => {
    for (const locale of ['zh', 'en'] as const) {
      const text = say(locale, 'tool-arguments-not-allowed', about({ path: ['a'], rule, limit: 3 }));
      expect(text).not.toContain('in English');
      expect(text).not.toMatch(/errors\.|\{/);
    }
  });

  it('stays as the server sent it where that is all there is', () => {
    expect(say('zh', 'tool-arguments-invalid', { detail: '/a: must be x' })).toBe('参数不符合要求：/a: must be x');
    expect(say('zh', 'tool-arguments-invalid', { detail: '/a: must be x', problems: '{' })).toBe(
      '参数不符合要求：/a: must be x',
    );
    expect(say('zh', 'tool-arguments-invalid', about({ path: ['a'], rule: 'other', limit: 'minContains' }))).toBe(
      '参数不符合要求：“a”不符合要求（minContains）',
    );
  });
});

it('hours of use name the days', () => {
  const values = { days: '1, 3, 5', from: '09:00', to: '18:00', timeZone: 'Asia/Shanghai' };
  expect(say('zh', 'tool-outside-hours', values)).toBe(
    '现在不在可用时段：周一、周三和周五，09:00–18:00（Asia/Shanghai）。',
  );
  expect(say('en', 'tool-outside-hours', values)).toBe(
    'Outside the hours of use: Mon, Wed, and Fri, 09:00–18:00 (Asia/Shanghai).',
  );
});

it('a code that came without its values is said in general', () => {
  expect(say('zh', 'tool-http-status', {})).toBe('没有成功，这里没有详细原因。');
  expect(say('zh', 'tool-disabled', {})).toBe('这个工具已停用。');
});

it('an answer that took too many steps says how many, and what to do', () => {
  expect(say('zh', 'tool-step-limit', { limit: 8 })).toContain('8 步');
});

it('numbers of bytes are written as numbers are', () => {
  for (const code of ['egress-too-large', 'tool-result-too-large'])
    expect(say('zh', code, { bytes: 1_048_576 })).toContain('1,048,576');
});

it('a code without a sentence is described by its status', () => {
  expect(say('zh', readProblem(409, { code: 'of-a-newer-server' }, null), {})).toBe('内容已被改动，请刷新后再试。');
  expect(say('en', readProblem(418, { code: 'of-a-newer-server' }, null), {})).toBe('Something went wrong. Try again.');
});
