import { expect, test } from 'vitest';
import { divideDocument } from '@/lib/documents/lay-out-document';
import { resolveCitations, type CitableFile } from '@/lib/documents/resolve-citations';
import type { Block } from '@/lib/parser/contracts';

const file = (name: string, pages: readonly string[]): CitableFile => ({
  name,
  sections: divideDocument(
    pages.map((text, index): Block => ({ place: { page: index + 1 }, kind: 'paragraph', text })),
  ),
});

const CONTRACT = file('合同.pdf', [
  '1.1 甲方杭州云栈信息技术有限公司与乙方签订本合同。\n合同有效期至２０２９年 3 月 14日。',
  '2.3 甲方应当在验收合格后三十个工作日内支付合同总价的百分之三十，即人民币\n3,726,500 元。乙方开具发票。',
  '9.2 逾期交付的，每日按合同总价的万分之五支付违约金，累计不超过百分之十。争议提交上海国际经济贸',
  '易仲裁委员会仲裁。',
]);
const LEASE = file('Lease 2026.pdf', [
  'The tenant pays a monthly rent of USD 4,200.00. The deposit equals two months of rent.',
  'Either party may terminate this lease with ninety days of written notice.',
]);

const read = (answer: string, files: readonly CitableFile[] = [CONTRACT, LEASE]): string[] =>
  resolveCitations(answer, files).map(({ status, file: index, section, passage }) => {
    const place = index === null ? undefined : files[index]?.sections.find(({ number }) => number === section?.number);
    const text = place?.pieces.map((piece) => piece.text).join('\n') ?? '';
    return `${status} ${index ?? '-'} ${section === null ? '-' : `${section.unit}${section.number}`} ${passage === null ? '-' : text.slice(passage.start, passage.end)}`;
  });

test('a quotation is found across broken lines, spaces around digits and full-width digits', () => {
  expect(read('有效期为「2029年3月14日」[1:p1]；付款“人民币3,726,500元”[1:p2]。')).toEqual([
    'found 0 p1 ２０２９年 3 月 14日',
    'found 0 p2 人民币\n3,726,500 元',
  ]);
});

test('a quotation that goes on at the next page is found', () => {
  expect(read('由“上海国际经济贸易仲裁委员会”仲裁[1:p3]')).toEqual(['found 0 p3 上海国际经济贸']);
});

test('an invented quotation is no citation', () => {
  expect(read('合同写明“违约金为合同总价的百分之五十”[1:p3]。')).toEqual(['missing 0 - -']);
});

test('a quotation on another page gets the page where it stands', () => {
  expect(read('“每日按合同总价的万分之五支付违约金”[1:p1]')).toEqual(['moved 0 p3 每日按合同总价的万分之五支付违约金']);
});

test('a page or a file that is not there is no citation', () => {
  expect(read('违约金万分之五[1:p99]，租金 4,200[3:p1]')).toEqual(['missing 0 - -', 'missing - - -']);
});

test('a statement without a quotation gets its sentence', () => {
  expect(read('- 甲方在验收合格后三十个工作日内付百分之三十。[1:p2]')).toEqual([
    'found 0 p2 2.3 甲方应当在验收合格后三十个工作日内支付合同总价的百分之三十，即人民币\n3,726,500 元。',
  ]);
  expect(read('The monthly rent is USD 4,200.00 [2:p1].')).toEqual([
    'found 1 p1 The tenant pays a monthly rent of USD 4,200.00.',
  ]);
});

test('a statement on a page that says nothing of it, or with another figure, is no citation', () => {
  expect(read('每日按万分之五支付违约金[1:p1]')).toEqual(['missing 0 - -']);
  expect(read('租金为每月 USD 5,200[2:p1]')).toEqual(['missing 1 - -']);
});

test('a statement in another language keeps the page when its figures are there', () => {
  expect(read('The contract price is RMB 3,726,500 [1:p2].')).toEqual([
    'found 0 p2 2.3 甲方应当在验收合格后三十个工作日内支付合同总价的百分之三十，即人民币\n3,726,500 元。',
  ]);
  expect(read('The price is RMB 9,999,999 [1:p2].')).toEqual(['missing 0 - -']);
});

test('files are found by name, and without a number by what the sentence says', () => {
  expect(read('付百分之三十，在验收合格后三十个工作日内[合同 p2]')[0]).toMatch(/^found 0 p2/);
  expect(read('Either party may terminate this lease [Lease 2026.pdf p2]')[0]).toMatch(/^found 1 p2/);
  expect(read('Ninety days of written notice terminate this lease [p2]')[0]).toMatch(/^found 1 p2/);
});

test('marks beside each other stand for the same sentence; a later sentence for itself', () => {
  const found = read('“万分之五”每日违约金累计不超过百分之十[1:p3][1:p1]。租金见 deposit of two months of rent [2:p1]');
  expect(found.map((one) => one.split(' ').slice(0, 3).join(' '))).toEqual(['found 0 p3', 'moved 0 p3', 'found 1 p1']);
});

test('cells of a table are claims of their own', () => {
  const answer =
    '| 条款 | 内容 |\n| --- | --- |\n| 违约 | 每日按合同总价的万分之五支付违约金 [1:p3] |\n| 付款 | 人民币 3,726,500 元 [1:p2] |';
  expect(read(answer).map((one) => one.split(' ')[0])).toEqual(['found', 'found']);
});

test('a term in quotes is no quotation', () => {
  expect(read('“乙方”开具发票[1:p2]')[0]).toMatch(/^found 0 p2/);
});

test('figures between full-width commas are figures of their own', () => {
  const table = file('销售.xlsx', ['|华东|1月|1250000|1200000|104.2%|']);
  expect(read('华东，1月，1250000，1200000，104.2% [1:p1]', [table])[0]).toMatch(/^found 0 p1/);
});

test('marks in code are none', () => {
  expect(read('`[1:p1]`')).toEqual([]);
});
