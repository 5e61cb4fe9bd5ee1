import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { splitLines } from '@/lib/text/split-lines';

async function linesOf(text: string, size: number): Promise<string[]> {
  const bytes = Buffer.from(text);
  const lines: string[] = [];
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  for await (const line of splitLines(Readable.from(chunks))) lines.push(line);
  return lines;
}

test.each([1, 2, 3, 7, 1_000])('only line feeds end a line, however the bytes arrive (%i at a time)', async (size) => {
  const lines = ['合同\u2028摘要', 'a\u2029b\u0085c\r', '', '🎉', 'end'];
  expect(await linesOf(lines.join('\n'), size)).toEqual(lines);
  expect(await linesOf(`${lines.join('\n')}\n`, size)).toEqual(lines);
  expect(await linesOf('', size)).toEqual([]);
});
