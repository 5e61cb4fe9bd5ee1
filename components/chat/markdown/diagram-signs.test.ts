import { expect, test } from 'vitest';
import { shieldDiagram, showsAll, unshieldDiagram } from '@/components/chat/markdown/diagram-signs';

const shielded = (line: string) => shieldDiagram(`flowchart LR\n${line}`);

test.each([
  ['A{金额 > 50 万} -->|>= 50| B["a < b"]', 3],
  ['A -- 金额 >= 50 --> B', 1],
  ['A[List<String>] --> B(x->y)', 3],
  ['A>金额 > 50]', 1],
])('%s: the signs of labels are shielded', (line, count) => {
  const { source, signs } = shielded(line);
  expect(signs).toBe(count);
  expect(unshieldDiagram(source).replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toBe(`flowchart LR\n${line}`);
});

test.each([
  'A --> B',
  'A <--> B',
  'A -.-> B',
  'A ==>|是| B',
  'A <|-- B',
  'A->>B: 你好',
  'A[甲<br/>乙] --> B',
  '%% a > b',
  'A>旗]',
])('%s: arrows and breaks stay', (line) => {
  expect(shielded(line)).toMatchObject({ source: `flowchart LR\n${line}`, signs: 0 });
});

test('a drawing that lost a sign or a letter shows something else', () => {
  const diagram = shielded('A{金额 > 50 万} --> B[通过]');
  const drawn = shielded('金额"> 50" 万通过').source;
  expect(showsAll(diagram, drawn)).toBe(true);
  expect(showsAll(diagram, '金额 50 万通过')).toBe(false);
  expect(showsAll(diagram, drawn.replace('通', ''))).toBe(false);
});
