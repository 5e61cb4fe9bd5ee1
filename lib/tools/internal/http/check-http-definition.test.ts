import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { httpDefinitionSchema, type JsonObject } from '@/lib/tools/contracts';
import { checkHttpDefinition, secretNames } from '@/lib/tools/internal/http/check-http-definition';

const SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    'order-no': { type: 'string' },
    城市: { type: 'string' },
    note: { type: 'string' },
  },
  required: ['id', 'order-no', '城市'],
};
type Given = Partial<z.input<typeof httpDefinitionSchema>>;

function check(given: Given, hosts: readonly string[] = ['api.test', 'api.test:8443']): void {
  checkHttpDefinition(
    httpDefinitionSchema.parse({ kind: 'http', method: 'POST', url: 'https://api.test/', ...given }),
    SCHEMA,
    hosts,
  );
}

describe('checkHttpDefinition', () => {
  it.each<Given>([
    {},
    { url: 'https://api.test/orders/{{id}}/{{order-no}}/{{ 城市 }}?note={{note}}' },
    { url: 'http://api.test' },
    { url: 'https://api.test:8443/x?y' },
    { query: [{ name: 'n', value: '{{note}} {{secret:KEY}}' }] },
    {
      headers: [
        { name: 'Authorization', value: 'Bearer {{secret:KEY}}' },
        { name: 'X-Id', value: '{{id}}' },
      ],
    },
    { body: '{{arguments}}' },
    { body: '{"a":{{id}},"b":["{{note}} {{secret:KEY}}",{"c":{{arguments}}}]}' },
    { body: '  ' },
    { body: '{{arguments}}', bodyType: 'form' },
    { body: 'a={{id}}&b=1', bodyType: 'form' },
    { body: '<a>{{id}}</a>', bodyType: 'text', headers: [{ name: 'content-type', value: 'text/xml' }] },
    { resultPointer: '/data/0/a~1b~0c' },
    { method: 'GET', body: null },
  ])('takes %j', (given) => {
    expect(() => check(given)).not.toThrow();
  });

  it.each<[Given, string, string]>([
    [{ url: 'https://{{id}}/x' }, 'tool-url-host', 'url'],
    [{ url: 'https://api.{{id}}.test/' }, 'tool-url-host', 'url'],
    [{ url: 'https://api.test{{id}}/' }, 'tool-url-host', 'url'],
    [{ url: 'https://api.test:{{id}}/' }, 'tool-url-host', 'url'],
    [{ url: '{{id}}' }, 'tool-url-host', 'url'],
    [{ url: 'ftp://api.test/' }, 'tool-url-host', 'url'],
    [{ url: '/orders' }, 'tool-url-host', 'url'],
    [{ url: '' }, 'tool-url-host', 'url'],
    [{ url: 'https://user:pw@api.test/' }, 'tool-url-host', 'url'],
    [{ url: 'https://api.test/#{{id}}' }, 'tool-url-characters', 'url'],
    [{ url: 'https://api.test/a b' }, 'tool-url-characters', 'url'],
    [{ url: 'https://api.test/\\x' }, 'tool-url-characters', 'url'],
    [{ url: 'https://other.test/' }, 'tool-host-missing', 'url'],
    [{ url: 'https://api.test:9999/' }, 'tool-host-missing', 'url'],
    [{ url: 'https://x.api.test/' }, 'tool-host-missing', 'url'],
    [{ url: 'https://api.test./' }, 'tool-host-missing', 'url'],
    [{ url: 'https://api.test/{{secret:KEY}}' }, 'tool-url-secret', 'url'],
    [{ url: 'https://api.test/{{nobody}}' }, 'tool-unknown-argument', 'url'],
    [{ url: 'https://api.test/{{note}}' }, 'tool-path-optional', 'url'],
    [{ url: 'https://api.test/{{}}' }, 'tool-template-syntax', 'url'],
    [{ url: 'https://api.test/{{id' }, 'tool-template-syntax', 'url'],
    [{ url: 'https://api.test/{{arguments}}' }, 'tool-unknown-argument', 'url'],
    [{ url: 'https://api.test/{{toString}}' }, 'tool-unknown-argument', 'url'],
    [
      {
        query: [
          { name: 'a', value: 'x' },
          { name: 'b', value: '{{nobody}}' },
        ],
      },
      'tool-unknown-argument',
      'query.1.value',
    ],
    [{ query: [{ name: 'a', value: '{{secret:bad name}}' }] }, 'tool-template-syntax', 'query.0.value'],
    [{ query: [{ name: 'a', value: '{{secret:}}' }] }, 'tool-template-syntax', 'query.0.value'],
    [{ headers: [{ name: 'Host', value: 'x' }] }, 'tool-header-name', 'headers.0.name'],
    [{ headers: [{ name: 'content-LENGTH', value: 'x' }] }, 'tool-header-name', 'headers.0.name'],
    [
      {
        headers: [
          { name: 'A', value: '1' },
          { name: 'a', value: '2' },
        ],
      },
      'tool-header-twice',
      'headers.0.name',
    ],
    [{ headers: [{ name: 'A', value: 'x\r\ny' }] }, 'tool-header-value', 'headers.0.value'],
    [{ headers: [{ name: 'A', value: '中' }] }, 'tool-header-value', 'headers.0.value'],
    [{ headers: [{ name: 'A', value: '{{nobody}}' }] }, 'tool-unknown-argument', 'headers.0.value'],
    [{ body: '{"a":' }, 'tool-body-json', 'body'],
    [{ body: '{a: {{id}}}' }, 'tool-body-json', 'body'],
    [{ body: '{{id}} {{id}}' }, 'tool-body-json', 'body'],
    [{ body: '{"a":{{id}' }, 'tool-body-json', 'body'],
    [{ body: '{{{id}}: 1}' }, 'tool-body-key', 'body'],
    [{ body: '{"{{id}}": 1}' }, 'tool-body-key', 'body'],
    [{ body: '{{{id}}": 1}' }, 'tool-body-json', 'body'],
    [{ body: '{ {{id}}: 1}' }, 'tool-body-key', 'body'],
    [{ body: '{"a":{{nobody}}}' }, 'tool-unknown-argument', 'body'],
    [{ body: '{"a":"{{nobody}}"}' }, 'tool-unknown-argument', 'body'],
    [{ body: '{"a":"{{arguments}}"}' }, 'tool-unknown-argument', 'body'],
    [{ body: '{{id}}', method: 'GET' }, 'tool-body-method', 'body'],
    [{ body: 'a={{nobody}}', bodyType: 'form' }, 'tool-unknown-argument', 'body'],
    [{ body: '{{id}}=1', bodyType: 'form' }, 'tool-body-key', 'body'],
    [
      { body: '{"a":"{{id}}"}', bodyType: 'text', headers: [{ name: 'Content-Type', value: 'application/json' }] },
      'tool-body-type',
      'body',
    ],
    [
      {
        body: '--x\r\n\r\n{{id}}\r\n--x--',
        bodyType: 'text',
        headers: [{ name: 'Content-Type', value: 'multipart/form-data; boundary=x' }],
      },
      'tool-body-type',
      'body',
    ],
    [
      { body: '{{id}}', bodyType: 'text', headers: [{ name: 'Content-Type', value: '{{id}}' }] },
      'tool-body-type',
      'body',
    ],
    [{ body: '{{nobody}}', bodyType: 'text' }, 'tool-unknown-argument', 'body'],
    [{ resultPointer: '/a~2' }, 'tool-pointer-syntax', 'resultPointer'],
  ])('refuses %j: %s at %s', (given, code, field) => {
    expect(() => check(given)).toThrow(
      expect.objectContaining({ code, kind: 'invalid', values: expect.objectContaining({ field }) as unknown }),
    );
  });

  it('takes a schema without properties', () => {
    expect(() =>
      checkHttpDefinition(httpDefinitionSchema.parse({ kind: 'http', method: 'GET', url: 'https://api.test/' }), {}, [
        'api.test',
      ]),
    ).not.toThrow();
  });
});

describe('secretNames', () => {
  it('has each name once, from all that may hold one', () => {
    const definition = httpDefinitionSchema.parse({
      kind: 'http',
      method: 'POST',
      url: 'https://api.test/',
      query: [{ name: 'a', value: '{{secret:A}}{{secret:B}}' }],
      headers: [{ name: 'b', value: '{{secret:B}}' }],
      body: '{"a":{"c":{{secret:C}},"d":"{{ secret:D.x-1 }}"}}',
    });
    expect(secretNames(definition).sort()).toEqual(['A', 'B', 'C', 'D.x-1']);
  });
});
