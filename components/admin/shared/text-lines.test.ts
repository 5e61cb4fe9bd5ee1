import { expect, it } from 'vitest';
import { readLines } from '@/components/admin/shared/read-lines';
import { splitHosts } from '@/components/admin/shared/split-hosts';

it('splitHosts: one a line or between commas, Chinese ones too, each once', () => {
  expect(splitHosts(' a.example, b.example\nc.example，a.example；d.example、 ')).toEqual([
    'a.example',
    'b.example',
    'c.example',
    'd.example',
  ]);
  expect(splitHosts(' \n')).toEqual([]);
});

it('readLines: texts that come back the same from lines, else null', () => {
  expect(readLines(['华东', '华北'])).toEqual(['华东', '华北']);
  expect(readLines([])).toEqual([]);
  for (const lossy of [[' a'], ['a\nb'], [''], ['a', 1], 'a', undefined]) expect(readLines(lossy)).toBeNull();
});
