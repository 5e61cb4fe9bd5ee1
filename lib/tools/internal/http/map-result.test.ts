import { describe, expect, it } from 'vitest';
import type { OutgoingResponse } from '@/lib/egress/outgoing-request';
import { mapResult, type MappedResult } from '@/lib/tools/internal/http/map-result';

const answer = (given: Partial<OutgoingResponse>): OutgoingResponse => ({
  status: 200,
  contentType: 'application/json',
  text: '{}',
  isCut: false,
  url: 'https://api.test/',
  ...given,
});
const map = (given: Partial<OutgoingResponse>, pointer = '', maxBytes = 1_000): MappedResult =>
  mapResult(answer(given), { pointer, maxBytes, mask: (text) => text });

describe('mapResult', () => {
  it('keeps numbers as they came', () => {
    expect(map({ text: '{ "id": 1234567890123456789, "p": 1.10, "e": 1e400, "z": -0, "n": 7 }' })).toEqual({
      type: 'json',
      text: '{"id":1234567890123456789,"p":1.10,"e":1e400,"z":-0,"n":7}',
    });
    expect(map({ text: '{"data":[{"id":12345678901234567890}]}' }, '/data/0/id')).toEqual({
      type: 'json',
      text: '12345678901234567890',
    });
  });

  it.each([
    ['/a', '{"a":{"b":1}}', { type: 'json', text: '{"b":1}' }],
    ['/a/b', '{"a":{"b":"text"}}', { type: 'text', text: 'text' }],
    ['/a~1b/m~0n', '{"a/b":{"m~n":true}}', { type: 'json', text: 'true' }],
    ['/1', '[1,null]', { type: 'json', text: 'null' }],
    ['/', '{"":0}', { type: 'json', text: '0' }],
    ['/__proto__/x', '{"__proto__":{"x":1}}', { type: 'json', text: '1' }],
    ['/订单', '{"订单":[]}', { type: 'json', text: '[]' }],
  ])('takes %s of %s', (pointer, text, result) => {
    expect(map({ text }, pointer)).toEqual(result);
  });

  it.each([
    ['/b', '{"a":1}'],
    ['/0', '{}'],
    ['/01', '[1,2]'],
    ['/-', '[1]'],
    ['/length', '[1]'],
    ['/1', '[1]'],
    ['/constructor', '{}'],
    ['/__proto__', '{}'],
    ['/a/b', '{"a":null}'],
    ['/a/0', '{"a":"text"}'],
    ['/a/length', '{"a":"text"}'],
  ])('%s of %s is nothing', (pointer, text) => {
    expect(() => map({ text }, pointer)).toThrow(expect.objectContaining({ code: 'tool-result-pointer' }));
  });

  it('is text where the answer is, and JSON that is none stays text', () => {
    expect(map({ contentType: 'text/html; charset=gbk', text: '<p>{}' })).toEqual({ type: 'text', text: '<p>{}' });
    expect(map({ contentType: 'application/problem+json', text: '[1]' })).toEqual({ type: 'json', text: '[1]' });
    expect(map({ text: 'OK' })).toEqual({ type: 'text', text: 'OK' });
    expect(map({ status: 204, contentType: '', text: '' })).toEqual({ type: 'text', text: '' });
    expect(map({ contentType: 'text/plain', text: '{"a":1}' }, '/a')).toEqual({ type: 'json', text: '1' });
    expect(() => map({ contentType: 'text/plain', text: 'OK' }, '/a')).toThrow(
      expect.objectContaining({ code: 'tool-result-not-json' }),
    );
  });

  it('is limited in UTF-8, as it is stored', () => {
    expect(map({ contentType: 'text/plain', text: '汉'.repeat(3) }, '', 9).text).toHaveLength(3);
    expect(() => map({ contentType: 'text/plain', text: '汉'.repeat(3) }, '', 8)).toThrow(
      expect.objectContaining({ code: 'egress-too-large' }),
    );
    expect(map({ text: `{"a":1,"rest":"${'x'.repeat(900)}"}` }, '/a', 10).text).toBe('1');
  });

  it.each([
    [404, 'text/plain', 'no such order', 'no such order'],
    [
      500,
      'text/html',
      '<html><style>a{}</style><script>evil()</script><h1>Oops</h1>\r\n<p>line\u0000\u202e</p>',
      'Oops line',
    ],
    [418, 'text/plain', 'x'.repeat(500), `${'x'.repeat(200)}…`],
    [304, '', '', ''],
    [401, 'application/json', '{"error": "key"}', 'key'],
    [404, 'application/json', '{"error": true, "reason": "没有订单\\n<b>SO-1</b>"}', '没有订单 SO-1'],
    [422, 'application/problem+json', '{"title": "Bad", "detail": "too late"}', 'too late'],
    [500, 'application/json', '{"error": {"code": 7}}', '{"error": {"code": 7}}'],
  ])('a status of %d is a failure with a short excerpt', (status, contentType, text, excerpt) => {
    expect(() => map({ status, contentType, text })).toThrow(
      expect.objectContaining({ code: 'tool-http-status', values: { status, excerpt } }),
    );
  });
});
