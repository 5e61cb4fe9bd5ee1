import { expect, it } from 'vitest';
import { readProblems, writeProblems, type ArgumentProblem } from '@/lib/tools/argument-problem-contracts';

it('reads what was written', () => {
  const problems: ArgumentProblem[] = [
    { path: ['items', '0', 'amount'], title: '金额', rule: 'maximum', limit: 100 },
    { path: [], rule: 'not-json' },
  ];
  expect(readProblems(writeProblems(problems))).toEqual(problems);
});

it('says a rule of a newer version in general words', () => {
  expect(readProblems('[{"path":["a"],"rule":"of-tomorrow","limit":"x"}]')).toEqual([
    { path: ['a'], rule: 'other', limit: 'x' },
  ]);
});

it.each([
  undefined,
  3,
  '',
  'no json',
  '{}',
  '[1]',
  '[null]',
  '[{"path":"a","rule":"type"}]',
  '[{"path":[1],"rule":"type"}]',
  '[{"path":[]}]',
  '[{"path":[],"rule":3}]',
  '[{"path":[],"rule":"type","title":3}]',
  '[{"path":[],"rule":"type","limit":{}}]',
])('takes %j for no problems', (value) => expect(readProblems(value)).toEqual([]));
