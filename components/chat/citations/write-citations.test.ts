import { expect, test } from 'vitest';
import { citationOf, mayCite, writeCitations } from '@/components/chat/citations/write-citations';
import type { Citation } from '@/lib/documents/contracts';

const citation = (start: number, end: number): Citation => ({
  start,
  end,
  status: 'missing',
  file: null,
  section: null,
  passage: null,
});

test('marks become links of this page, in their places', () => {
  const text = '付款[1:p3]，验收[1:p4]。';
  const written = writeCitations(text, 1, {
    files: [],
    parts: [{ part: 1, citations: [citation(2, 8), citation(11, 17)] }],
  });
  const links = [...written.matchAll(/\[·\]\(([^)]+)\)/g)].map(([, href]) => href);
  expect(links.map(citationOf)).toEqual(['1.0', '1.1']);
  expect(written.replaceAll(/\[·\]\([^)]+\)/g, '@')).toBe('付款@，验收@。');
  expect(writeCitations(text, 0, { files: [], parts: [] })).toBe(text);
});

test('a link that a model wrote is no citation', () => {
  expect(citationOf('#cite-0-1.0')).toBeNull();
  expect(citationOf(undefined)).toBeNull();
});

test.each(['[1:p3]', '【合同 p3】', '[第 3 页]', '[2:s7]'])('%s may be a mark', (text) => {
  expect(mayCite(text)).toBe(true);
});
test.each(['[1]', '[2026-03-15]', 'p3'])('%s is none', (text) => {
  expect(mayCite(text)).toBe(false);
});
