import { expect, test } from 'vitest';
import { addressLength } from '@/components/chat/markdown/address-length';

test.each([
  ['https://example.com/a，文档', 'https://example.com/a'],
  ['https://example.com/docs了解更多', 'https://example.com/docs'],
  ['https://example.com/docs/了解更多', 'https://example.com/docs/'],
  ['www.example.com，电话', 'www.example.com'],
  ['www.example.com。', 'www.example.com'],
  ['http://10.0.0.5:8080/a_b*c', 'http://10.0.0.5:8080/a_b'],
  ['http://yika.test:3000）与', 'http://yika.test:3000'],
  ['https://a.test/x(1).html)', 'https://a.test/x(1).html'],
  ['https://a.test/?q=退款&n=1。', 'https://a.test/?q=退款&n=1'],
  ['https://a.test/文件/报价单.pdf下载', 'https://a.test/文件/报价单.pdf'],
  ['https://zh.wikipedia.org/wiki/人工智能 与', 'https://zh.wikipedia.org/wiki/人工智能'],
  ['https://a.test/~user/x~~', 'https://a.test/~user/x'],
  ['https://a.test/b, 然后', 'https://a.test/b'],
  ['https://localhost:3000', 'https://localhost:3000'],
  ['HTTPS://A.TEST/b', 'HTTPS://A.TEST/b'],
])('%j begins with %j', (text, address) => {
  expect(text.slice(0, addressLength(text, 0))).toBe(address);
});

test.each(['https://例子.中国/a', 'www.', 'www.页面', 'https://', 'https://user:word@a.test/', 'ftp://a.test'])(
  '%j is no address to lead to',
  (text) => {
    expect(addressLength(text, 0)).toBe(0);
  },
);
