import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/tools/contracts';
import { renderUrl, templateOrigin } from '@/lib/tools/internal/http/render-url';

const render = (url: string, input: JsonObject, query: { name: string; value: string }[] = []): string =>
  renderUrl({ url, query }, { input, secrets: new Map([['KEY', 's&?#/cret']]) });

describe('an argument in the path', () => {
  it.each([
    ['A-1', 'A-1'],
    ['订单 7', '%E8%AE%A2%E5%8D%95%207'],
    ['a/b', 'a%2Fb'],
    ['a?b#c', 'a%3Fb%23c'],
    ['a%b', 'a%25b'],
    ['a.b..c', 'a.b..c'],
    ['...', '...'],
    ['a&b=c;d', 'a%26b%3Dc%3Bd'],
    ['{{secret:KEY}}', '%7B%7Bsecret%3AKEY%7D%7D'],
    ['{{id}}', '%7B%7Bid%7D%7D'],
    ['http://evil.test/', 'http%3A%2F%2Fevil.test%2F'],
    ['@evil.test', '%40evil.test'],
    [':8080', '%3A8080'],
    ['\ud800', '%EF%BF%BD'],
    [7, '7'],
    [true, 'true'],
    [1e21, '1e%2B21'],
  ])('%j stays in its segment', (id, encoded) => {
    expect(render('https://api.test/orders/{{id}}/items', { id })).toBe(`https://api.test/orders/${encoded}/items`);
  });

  it.each([
    '..',
    '.',
    '../admin',
    '..\\admin',
    'a/../..',
    'a/..',
    './x',
    '/..',
    '/../',
    '%2e%2e',
    '%2E%2E%2Fadmin',
    '..%2fadmin',
    '%2e.',
    '.%2e',
    '%252e%252e%252f',
    '%25252e%25252e%25252f',
    '..;/admin',
    '..;jsessionid=1',
    '．．',
    '․․',
    '..%00',
    'a\0',
    'a\r\nb',
    'a%0d%0ab',
    ' .. ',
    '..%20',
    '..%09',
    '%5c..%5c',
    'a%5c..',
    '‥',
    '',
    ' ',
    '\t',
    '\u3000',
    '..%c0%af'.slice(0, 2),
    '%2e%2e%5c',
  ])('%j is refused: it could climb, or vanish', (id) => {
    expect(() => render('https://api.test/orders/{{id}}/items', { id })).toThrow(
      expect.objectContaining({ code: 'tool-argument-path', values: { name: 'id' } }),
    );
  });

  it.each([[undefined], [null]])('%j is refused', (id) => {
    expect(() => render('https://api.test/orders/{{id}}', id === undefined ? {} : { id })).toThrow(
      expect.objectContaining({ code: 'tool-argument-path' }),
    );
  });

  it('is an own property alone', () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(() => render(`https://api.test/{{${name}}}`, {})).toThrow(
        expect.objectContaining({ code: 'tool-argument-path' }),
      );
  });

  it('cannot build a climbing segment together with another', () => {
    for (const [a, b] of [
      ['.', '.'],
      ['', '..'],
      ['.', ''],
      ['.%', '2e'],
    ] as const)
      expect(() => render('https://api.test/{{a}}{{b}}/x', { a, b }), `${a}|${b}`).toThrow(
        expect.objectContaining({ code: 'tool-argument-path' }),
      );
    expect(() => render('https://api.test/.{{a}}/x', { a: '.' })).toThrow(
      expect.objectContaining({ code: 'tool-argument-path' }),
    );
  });
});

describe('an argument in the query', () => {
  it.each(['a&admin=true', 'a#x', 'a=b', 'a%26b', 'a b', 'a+b', '../x', '{{secret:KEY}}', '\r\nX: y', '中', '', 'a;b'])(
    '%j stays a value',
    (q) => {
      for (const url of [
        render('https://api.test/s?fixed=1&q={{q}}', { q }),
        render('https://api.test/s', { q }, [
          { name: 'fixed', value: '1' },
          { name: 'q', value: '{{q}}' },
        ]),
        render('https://api.test/s?fixed=1', { q }, [{ name: 'q', value: '{{q}}' }]),
      ]) {
        const parsed = new URL(url);
        expect([parsed.origin, parsed.pathname, parsed.hash, [...parsed.searchParams]]).toEqual([
          'https://api.test',
          '/s',
          '',
          [
            ['fixed', '1'],
            ['q', q],
          ],
        ]);
      }
    },
  );

  it('is left out when it was not given, repeated for a list, JSON for an object, filled into text', () => {
    const query = [
      { name: 'a', value: '{{a}}' },
      { name: 'b', value: '{{b}}' },
      { name: 'c', value: 'x{{c}}y' },
      { name: 'd', value: '{{d}}' },
      { name: 'n&', value: '{{n}}' },
    ];
    expect(render('https://api.test/s', { b: ['1&', '2'], d: { e: 1 }, n: null }, query)).toBe(
      'https://api.test/s?b=1%26&b=2&c=xy&d=%7B%22e%22%3A1%7D',
    );
    expect(render('https://api.test/s?', { a: 1 }, [{ name: 'a', value: '{{a}}' }])).toBe('https://api.test/s?a=1');
    expect(render('https://api.test/s?x=1&', { a: false }, [{ name: 'a', value: '{{a}}' }])).toBe(
      'https://api.test/s?x=1&a=false',
    );
  });

  it('has secrets from the template, encoded', () => {
    expect(
      render('https://api.test/s', { q: 'x' }, [
        { name: 'key', value: '{{secret:KEY}}' },
        { name: 'q', value: '{{q}}' },
      ]),
    ).toBe('https://api.test/s?key=s%26%3F%23%2Fcret&q=x');
    expect(() => render('https://api.test/s', {}, [{ name: 'key', value: '{{secret:NONE}}' }])).toThrow(
      expect.objectContaining({ code: 'secret-missing' }),
    );
  });
});

describe('templateOrigin', () => {
  it.each([
    ['https://api.test/x', 'https://api.test'],
    ['HTTP://API.test:8080?x', 'http://api.test:8080'],
    ['https://api.test', 'https://api.test'],
    ['https://[::1]:8080/', 'https://[::1]:8080'],
    ['https://{{host}}/x', null],
    ['https://api.{{x}}.test/', null],
    ['https://api.test{{x}}/', null],
    ['https://api.test:{{port}}/', null],
    ['{{url}}', null],
    ['https://u@api.test/', null],
    ['https://{{a}}@api.test/', null],
    ['https://api.test\\x', null],
    ['https://api.test#x', null],
    ['ftp://api.test/', null],
    ['//api.test/', null],
    ['/x', null],
    ['', null],
    ['https:///x', null],
    ['https:/api.test/', null],
    [' https://api.test/', null],
    ['{{scheme}}://api.test/', null],
    ['https://api test/', null],
  ])('of %j is %j', (url, origin) => {
    expect(templateOrigin(url)).toBe(origin);
  });
});
