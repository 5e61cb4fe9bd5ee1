import path from 'node:path';
import { expect, it } from 'vitest';
import { chooseStages } from './choose-stages';
import { STAGES } from './stages';

const chosen = (...names: string[]) =>
  chooseStages(names).map(({ stage, files }) => [stage.name, ...files.map((file) => path.relative('.', file))]);

it('chooses every stage without arguments', () => {
  expect(chosen()).toEqual(STAGES.map(({ name }) => [name]));
});

it('runs each test file in the stage it belongs to, in the order of the stages', () => {
  const files = [
    'e2e/access/access.spec.ts',
    'e2e/start.spec.ts:3',
    './lib/db/transaction.db.test.ts',
    'scripts/testing/choose-stages.test.ts',
  ];
  expect(chosen(...files, path.resolve('e2e/restart.spec.ts'))).toEqual([
    ['unit', 'scripts/testing/choose-stages.test.ts'],
    ['database', 'lib/db/transaction.db.test.ts'],
    ['end-to-end', 'e2e/start.spec.ts:3', 'e2e/restart.spec.ts'],
    ['access', 'e2e/access/access.spec.ts'],
  ]);
});

it('mixes stages and files; a stage that is named runs whole', () => {
  expect(chosen('e2e/start.spec.ts', 'types', 'access', 'e2e/access/access.spec.ts')).toEqual([
    ['types'],
    ['end-to-end', 'e2e/start.spec.ts'],
    ['access'],
  ]);
});

it.each(['no-such-stage', 'lib/no-such.test.ts', 'lib/db/transaction.ts', 'e2e/support/chat.ts'])(
  'refuses %s and names what is possible',
  (name) => {
    const stages = STAGES.map((stage) => stage.name).join(', ');
    expect(() => chooseStages(['types', name])).toThrow(
      expect.objectContaining({ code: 'unknown-stage', values: { name, stages } }),
    );
  },
);
