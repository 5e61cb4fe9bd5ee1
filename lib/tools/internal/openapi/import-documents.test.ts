import { describe, expect, it } from 'vitest';
import { parseDocument } from '@/lib/tools/internal/openapi/parse-document';
import { rows, row, properties, document } from '@/lib/tools/testing/openapi-rows';

describe('documents', () => {
  it('in YAML have anchors and merge keys', async () => {
    const found = await row(
      `
openapi: 3.1
info: {title: t, version: 1.0}
servers: [{url: https://x.example}]
x-base: &base {type: string, maxLength: 5}
x-more: &more {<<: *base, description: more}
paths:
  /x:
    get:
      parameters:
        - {name: a, in: query, schema: {<<: *more, maxLength: 3}}
        - {name: b, in: query, schema: {<<: [*more, {description: less, minLength: 1}]}}
${Array.from({ length: 150 }, (_, index) => `        - {name: c${index}, in: header, schema: *base}`).join('\n')}
`.replace(/ {8}- \{name: c(?:[2-9]\d|1\d\d), in: header, schema: \*base\}\n/g, ''),
    );
    expect(found.problem).toBeNull();
    expect(properties(found)).toMatchObject({
      a: { type: 'string', maxLength: 3, description: 'more' },
      b: { type: 'string', maxLength: 5, minLength: 1, description: 'more' },
    });
  });

  it('whose merge keys multiply, or merge themselves, end at the bounds', () => {
    const keys = Array.from({ length: 600 }, (_, index) => `k${index}: 1`).join(', ');
    const bomb = `openapi: 3.0.0\na: &a {${keys}}\nb:\n${Array.from({ length: 600 }, () => '  - {<<: *a}').join('\n')}`;
    expect(() => parseDocument(bomb)).toThrow(expect.objectContaining({ code: 'openapi-too-complex' }));
    expect(() => parseDocument('openapi: 3.0.0\na: &a\n  <<: *a')).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^openapi-(unreadable|too-complex)$/) as string }),
    );
  });

  it('of Swagger 2.0 are converted, and say so', async () => {
    const swagger = `
swagger: 2.0
info: {title: t, version: "1"}
host: x.example
basePath: /v1
schemes: [https]
parameters:
  Note: {name: note, in: formData, type: string, required: true}
definitions:
  Pet: {type: object, required: [name], properties: {name: {type: string}}}
paths:
  /q:
    get: {parameters: [{name: ids, in: query, type: array, items: {type: string}, collectionFormat: csv}, {name: tag, in: query, type: array, items: {type: string}, collectionFormat: multi}]}
  /f:
    post: {consumes: [application/x-www-form-urlencoded], parameters: [{$ref: "#/parameters/Note"}, {name: a, in: formData, type: string}]}
  /b:
    x-note: null
    post: {parameters: [{name: pet, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}]}
`;
    expect(parseDocument(swagger).notes).toEqual([{ code: 'swagger-converted', values: {} }]);
    const found = await rows(swagger);
    expect(found.map(({ problem }) => problem)).toEqual([null, null, null]);
    expect(
      found.map(({ definition }) => [definition.url, definition.query, definition.bodyType, definition.body]),
    ).toEqual([
      [
        'https://x.example/v1/q',
        [
          { name: 'ids', value: '{{ids}}', style: 'form', explode: false },
          { name: 'tag', value: '{{tag}}' },
        ],
        'json',
        null,
      ],
      ['https://x.example/v1/f', [], 'form', 'note={{note}}&a={{a}}'],
      ['https://x.example/v1/b', [], 'json', '{"name": {{name}}}'],
    ]);
    expect(found[1]?.inputSchema.required).toEqual(['note']);
  });

  it('show every row that an import would refuse', async () => {
    const found = await rows(
      document({
        '/a': { get: { parameters: Array.from({ length: 60 }, (_, index) => ({ name: `p${index}`, in: 'query' })) } },
        '/b': {
          get: {
            parameters: [
              {
                name: 'x',
                in: 'query',
                schema: { type: 'string', minLength: 1, properties: { a: { $ref: '#/paths/~1c' } } },
              },
            ],
          },
        },
        '/c': { $ref: 'other.yaml#/c' },
        relative: { get: {} },
      }),
    );
    expect(found.map(({ key, problem }) => [key, problem?.code ?? null])).toEqual([
      ['GET /a', 'openapi-operation-too-large'],
      ['GET /b', null],
      ['/c', 'openapi-external-ref'],
      ['GET /relative', null],
    ]);
  });
});
