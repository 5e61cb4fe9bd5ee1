import { describe, expect, it } from 'vitest';
import { httpDefinitionSchema, type JsonObject } from '@/lib/tools/contracts';
import { renderBody } from '@/lib/tools/internal/http/render-body';
import { renderHeaders } from '@/lib/tools/internal/http/render-headers';

const secrets = new Map([['KEY', 'sec"ret&<']]);
function body(
  bodyType: 'json' | 'form' | 'text',
  template: string,
  input: JsonObject,
  headers: { name: string; value: string }[] = [],
): string | undefined {
  return renderBody(
    httpDefinitionSchema.parse({
      kind: 'http',
      method: 'POST',
      url: 'https://api.test/',
      body: template,
      bodyType,
      headers,
    }),
    { input, secrets },
  )?.text;
}

describe('a JSON body', () => {
  it('has arguments as JSON values, and as text within quotes', () => {
    const template =
      '{"id": {{id}}, "text": "订单 {{id}}: {{note}}", "list": [{{tags}}, "{{missing}}", {{missing}}], "none": {{missing}}, "empty": "{{missing}}", "nothing": {{nothing}}, "key": "{{secret:KEY}}", "raw": {{secret:KEY}}}';
    expect(JSON.parse(body('json', template, { id: 7, note: 'x', tags: ['a', 1], nothing: null }) ?? '')).toEqual({
      id: 7,
      text: '订单 7: x',
      list: [['a', 1]],
      nothing: null,
      key: 'sec"ret&<',
      raw: 'sec"ret&<',
    });
  });

  it('is all arguments as a whole, or in a place', () => {
    const input = { a: 1, b: { c: ['{{secret:KEY}}'] } };
    expect(JSON.parse(body('json', ' {{arguments}} ', input) ?? '')).toEqual(input);
    expect(JSON.parse(body('json', '{"data":{{ arguments }},"v":1}', input) ?? '')).toEqual({ data: input, v: 1 });
  });

  it.each([
    '","admin":true,"x":"',
    '\\',
    '"',
    '\\"',
    '\n',
    '\u0000',
    '\u2028',
    '{{secret:KEY}}',
    '{{other}}',
    '}}',
    '"}',
    '</script>',
    '\ud800',
    '\u0000{{secret:KEY}}',
    '"{{arguments}}',
  ])('%j stays where it is put', (value) => {
    const parsed: unknown = JSON.parse(
      body('json', '{"quoted":"<{{value}}>","plain":{{value}},"fixed":false}', { value, other: 'stolen' }) ?? '',
    );
    expect(parsed).toEqual({ quoted: `<${value.toWellFormed()}>`, plain: value, fixed: false });
  });

  it('keeps objects with awkward names objects of their own', () => {
    const input = JSON.parse('{"value":{"__proto__":{"admin":true},"constructor":1}}') as JsonObject;
    expect(body('json', '{"v":{{value}}}', input)).toBe('{"v":{"__proto__":{"admin":true},"constructor":1}}');
  });
});

describe('a form body', () => {
  it.each(['a&admin=true', 'a=b', 'a%26b', 'a+b', '{{secret:KEY}}', '\r\n', '中', ''])('%j stays a value', (value) => {
    expect([
      ...new URLSearchParams(
        body('form', 'fixed=a+b%26c&value={{value}}&mixed=<{{value}}>&key={{secret:KEY}}', { value }),
      ),
    ]).toEqual([
      ['fixed', 'a b&c'],
      ['value', value],
      ['mixed', `<${value}>`],
      ['key', 'sec"ret&<'],
    ]);
  });

  it('leaves out what was not given, and takes all arguments', () => {
    expect(body('form', 'a={{a}}&b={{b}}', { b: 1 })).toBe('b=1');
    expect(body('form', '{{arguments}}', { a: 'x&y', list: [1, 2], none: null, o: { p: 1 } })).toBe(
      'a=x%26y&list=1&list=2&o=%7B%22p%22%3A1%7D',
    );
  });
});

describe('a text body', () => {
  it('has arguments as they are, and escaped where the content is XML', () => {
    expect(body('text', 'Q: {{q}} {{secret:KEY}}', { q: '<a>&{{secret:KEY}}' })).toBe(
      'Q: <a>&{{secret:KEY}} sec"ret&<',
    );
    const xml = [{ name: 'Content-Type', value: 'application/soap+xml; charset=utf-8' }];
    expect(body('text', '<q a="{{q}}">{{q}}</q>', { q: '"><admin/>\'&]]>' }, xml)).toBe(
      '<q a="&quot;&gt;&lt;admin/&gt;&apos;&amp;]]&gt;">&quot;&gt;&lt;admin/&gt;&apos;&amp;]]&gt;</q>',
    );
  });
});

describe('headers', () => {
  const headers = (value: string, input: JsonObject): Record<string, string> =>
    renderHeaders({ headers: [{ name: 'X-Value', value }] }, { input, secrets });

  it.each(['a\r\nX-Admin: true', 'a\n', '\r', 'a\0b', '中文', '\u2028', '\u010d\u010a', 'a\u007f', 'a\u001fb'])(
    '%j is refused',
    (value) => {
      expect(() => headers('v {{value}}', { value })).toThrow(
        expect.objectContaining({ code: 'tool-argument-header', values: { name: 'X-Value' } }),
      );
    },
  );

  it('have arguments as text, and are left out without theirs', () => {
    expect(headers('Bearer {{secret:KEY}} {{value}}', { value: '{{secret:KEY}}' })).toEqual({
      'x-value': 'Bearer sec"ret&< {{secret:KEY}}',
    });
    expect(headers('{{value}}', {})).toEqual({});
    expect(headers('{{value}}', { value: 7 })).toEqual({ 'x-value': '7' });
  });
});
