import { expect, it } from 'vitest';
import { ChangesTable } from '@/components/calls/approval/changes-table';
import { renderMarkup } from '@/components/testing/render-markup';
import { CallArguments } from '@/components/calls/call/call-arguments';
import { NO_NAMES } from '@/components/lib/argument-tree';
import { ValueView } from '@/components/calls/result/value-view';
import type { Json } from '@/components/lib/json';
import type { JsonObject } from '@/lib/tools/contracts';

const shown = (given: JsonObject) =>
  renderMarkup(
    'en',
    <CallArguments call={{ arguments: given, argumentsText: '', argumentNames: [], approval: null }} />,
  ).replaceAll(/id="[^"]*"|aria-labelledby="[^"]*"/g, '');
/** What an approver could mistake one for another; absent is the row without it. */
const VALUES: readonly Json[] = [
  null,
  '',
  [],
  {},
  '—',
  'none',
  'empty',
  'empty list',
  'nothing',
  1,
  '1',
  '1 ',
  true,
  'true',
  'Yes',
  false,
  'false',
  'null',
  ['a', 'b'],
  '- a\n- b',
  { a: 1 },
  'a: 1',
  '{"a":1}',
  '{\n "a": 1\n}',
  [1],
  ['1'],
  [null],
  [[]],
  ['a\tb'],
];
const expectAllDiffer = (texts: readonly string[]) => expect(new Set(texts).size).toBe(texts.length);

it('no two arguments look the same', () => {
  expectAllDiffer(VALUES.map((value) => shown({ value })));
});

it('nor in a cell of a table, nor deep inside', () => {
  expectAllDiffer([
    ...VALUES.map((value) =>
      shown({
        rows: [
          { name: 'x', value },
          { name: 'y', value: 'other' },
        ],
      }),
    ),
    shown({ rows: [{ name: 'x' }, { name: 'y', value: 'other' }] }),
  ]);
  expectAllDiffer(VALUES.map((value) => shown({ a: { b: { c: { d: { e: { value } } } } } })));
  expect(shown({ a: { b: { c: { d: { note: 'x\namount: 1', amount: 1000 } } } } })).toContain(
    '&quot;note&quot;: &quot;x\\namount: 1&quot;',
  );
});

it('nor lists side by side and a list of objects', () => {
  expectAllDiffer([
    shown({ x: { a: [1, 2], b: [3, 4] } }),
    shown({
      x: [
        { a: 1, b: 3 },
        { a: 2, b: 4 },
      ],
    }),
  ]);
  expect(renderMarkup('en', <ValueView value={{ a: [1, 2], b: [3, 4] }} />)).toContain('<table');
});

it('nor the two sides of a change', () => {
  const side = (before: Json | undefined, after: Json | undefined) =>
    renderMarkup('en', <ChangesTable changes={[{ path: ['x'], before, after }]} names={NO_NAMES} />);
  expectAllDiffer([...VALUES, undefined].map((value) => side(value, 'other')));
  expectAllDiffer([...VALUES, undefined].map((value) => side({ other: true }, value)));
  // A text beside something else is marked as one, and nothing hides in what is written as JSON.
  expect(side(5, 'five')).toContain('&quot;five&quot;');
  expect(side('four', 'five')).not.toContain('&quot;five&quot;');
  expect(side(5, { note: '\u202ea' })).toContain('&quot;[U+202E]a&quot;');
});

it('nothing hides in a text that is quoted', () => {
  expect(shown({ x: ' \u200ba' })).toContain('&quot; [U+200B]a&quot;');
});
