import { describe, expect, it } from 'vitest';
import type { OpenApiOperation } from '@/lib/tools/openapi-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { validateArguments } from '@/lib/tools/validate-arguments';
import { parseDocument } from '@/lib/tools/internal/openapi/parse-document';
import { readServers } from '@/lib/tools/internal/openapi/read-servers';
import { rows, row, properties, document } from '@/lib/tools/testing/openapi-rows';

const notesOf = ({ notes }: OpenApiOperation) => notes.map(({ code }) => code);
const query = (...parameters: object[]): string =>
  document({ '/x': { get: { parameters: parameters.map((parameter) => ({ in: 'query', ...parameter })) } } });
const body = (schema: object, type = 'application/json', rest: object = {}): string =>
  document({ '/x': { post: { requestBody: { content: { [type]: { schema, ...rest } } } } } });

describe('servers', () => {
  it('of an operation win over those of its path, and both over the document’s', async () => {
    const found = await rows(
      document({
        '/a': { get: {} },
        '/b': {
          servers: [{ url: 'https://files.example/v1/' }],
          get: {},
          post: {
            servers: [
              { url: 'https://{zone}.example:8443', variables: { zone: { enum: ['cn', 'us'] } } },
              { url: 'https://spare.example' },
            ],
          },
        },
        '/c': { get: { servers: [{ url: '/relative' }] } },
        '/d': { get: { servers: [{ url: 'https://{tenant}.example' }] } },
      }),
    );
    expect(
      found.map(({ definition, serverUrl, problem }) => [definition.url, serverUrl, problem?.code ?? null]),
    ).toEqual([
      ['https://x.example/api/a', null, null],
      ['https://files.example/v1/b', 'https://files.example/v1', null],
      ['https://cn.example:8443/b', 'https://cn.example:8443', null],
      ['https://x.example/relative/c', 'https://x.example/relative', null],
      ['https://x.example/api/d', null, 'openapi-server'],
    ]);
    expect(found.map(notesOf)).toEqual([[], ['own-server'], ['own-server-several'], ['own-server'], []]);
  });

  it('of the document are known with their variables; an open one is left to the admin', () => {
    const servers = [
      { url: 'https://{a}.example/{b}', variables: { a: { default: 'cn' }, b: { default: 2 } } },
      { url: 'https://{tenant}.example' },
    ];
    expect(readServers(parseDocument(document({}, { servers })).document, null)).toEqual(['https://cn.example/2']);
  });
});

describe('names', () => {
  it('of any script stay, others are made readable, and two never become one', async () => {
    const found = await row(
      query(
        { name: '姓名' },
        { name: 'filter[name]' },
        { name: 'filter(name)' },
        { name: '$top' },
        { name: 'имя' },
        { name: 'a b' },
        { name: 'a_b' },
        { name: '🙂' },
        { name: '__proto__' },
      ),
    );
    expect(Object.keys(properties(found))).toEqual([
      '姓名',
      'filter_name',
      'filter_name_query',
      'top',
      'имя',
      'a_b',
      'a_b_query',
      'argument',
      'argument___proto__',
    ]);
    expect(found.definition.query.map(({ name }) => name)).toEqual([
      '姓名',
      'filter[name]',
      'filter(name)',
      '$top',
      'имя',
      'a b',
      'a_b',
      '🙂',
      '__proto__',
    ]);
    expect(properties(found).filter_name).toMatchObject({ title: 'filter[name]' });
    expect(properties(found)['姓名']).not.toHaveProperty('title');
    expect(found.notes.filter(({ code }) => code === 'argument-renamed').map(({ values }) => values.name)).toEqual([
      'filter[name]',
      'filter(name)',
      '$top',
      'a b',
      'a_b',
      '🙂',
      '__proto__',
    ]);
  });

  it('of tools are what the engine takes, read from any script', async () => {
    const found = await rows(
      document({
        '/部门/{编号}': {
          get: { operationId: '查部门', parameters: [{ name: '编号', in: 'path', required: true }] },
          post: {},
        },
        '/x': { get: { operationId: 'получить' } },
      }),
    );
    expect(found.map(({ suggestedName, problem }) => [suggestedName, problem])).toEqual([
      ['cha_bu_men', null],
      ['post_bu_men_bian_hao', null],
      ['poluchit', null],
    ]);
    expect(found[0]?.definition.url).toBe('https://x.example/api/部门/{{编号}}');
    expect(found.map(notesOf)[1]).toEqual(['path-parameter-undeclared']);
  });
});

describe('bodies', () => {
  it('whose fields are required need them, although the document does not say that the body is', async () => {
    const found = await row(
      body({ type: 'object', required: ['姓名'], properties: { 姓名: { type: 'string' }, 电话: { type: 'string' } } }),
    );
    expect(found.inputSchema.required).toEqual(['姓名']);
    expect(found.definition.body).toBe('{"姓名": {{姓名}}, "电话": {{电话}}}');
    expect(found.notes).toEqual([{ code: 'body-fields-required', values: { names: '姓名' } }]);
  });

  it('of forms contain lists and objects, and leave files out', async () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'string' },
        c: { type: 'array', items: { type: 'string' } },
        d: { type: 'array', items: { type: 'string' } },
        file: { type: 'string', format: 'binary' },
      },
    };
    const found = await row(
      body(schema, 'multipart/form-data', { encoding: { d: { style: 'form', explode: false } } }),
    );
    expect(found.definition).toMatchObject({
      bodyType: 'multipart',
      body: 'a={{a}}&c={{c}}&d={{d}}',
      encoding: { d: { style: 'form', explode: false } },
    });
    expect(found.notes).toEqual([{ code: 'file-left-out', values: { name: 'file' } }]);
    expect((await row(body({ ...schema, required: ['file'] }, 'multipart/form-data'))).problem).toEqual({
      code: 'openapi-body-file',
      values: { name: 'file' },
    });
    // Whether or not the body is required: most documents do not say.
    expect((await row(body({}, 'application/xml'))).problem).toEqual({
      code: 'openapi-body-type',
      values: { types: 'application/xml' },
    });
  });
});

describe('parameters', () => {
  it('in every style of a query are taken', async () => {
    const list = { type: 'array', items: { type: 'string' } };
    const object = { type: 'object', properties: { gte: { type: 'string' }, lines: list } };
    const found = await row(
      query(
        { name: 'a', schema: list },
        { name: 'b', schema: list, explode: false },
        { name: 'c', schema: list, style: 'spaceDelimited' },
        { name: 'd', schema: list, style: 'pipeDelimited' },
        { name: 'e', schema: object, style: 'deepObject' },
        { name: 'f', schema: object, required: true },
        { name: 'g', schema: object, explode: false },
        { name: 'h', content: { 'application/json': { schema: object } } },
        { name: 'i', schema: { anyOf: [list, { type: 'null' }] } },
        { name: 'j', schema: { type: ['string', 'null'] }, explode: false },
      ),
    );
    expect(found.problem).toBeNull();
    expect(found.definition.query.map(({ name, value: _value, ...as }) => [name, as])).toEqual([
      ['a', {}],
      ['b', { style: 'form', explode: false }],
      ['c', { style: 'spaceDelimited' }],
      ['d', { style: 'pipeDelimited' }],
      ['e', { style: 'deepObject' }],
      ['f', { style: 'form' }],
      ['g', { style: 'form', explode: false }],
      ['h', { style: 'json' }],
      ['i', {}],
      ['j', {}],
    ]);
    expect(found.notes).toEqual([
      { code: 'nested-values', values: { name: 'e' } },
      { code: 'nested-values', values: { name: 'f' } },
      { code: 'nested-values', values: { name: 'g' } },
    ]);
  });

  it('that cannot be sent are left out with a note, or the row says why it cannot be imported', async () => {
    const found = await rows(
      document({
        '/a': {
          get: {
            parameters: [
              { name: 'sid', in: 'cookie', required: true },
              { name: '姓名', in: 'header' },
              { name: 'gone', in: 'path', required: true },
              { name: 'x', in: 'query', schema: { $ref: 'other.yaml#/X' } },
            ],
          },
        },
        '/b': { get: { parameters: [{ name: '姓名', in: 'header', required: true }] } },
        '/c/{id}': {
          get: {
            parameters: [
              { name: 'id', in: 'path', style: 'matrix', explode: true, schema: { type: 'array', items: {} } },
            ],
          },
        },
        '/d': { get: { requestBody: {} }, options: {} },
      }),
    );
    expect(
      found.map(({ key, problem, notes }) => [key, problem, notes.map(({ code, values }) => [code, values.name])]),
    ).toEqual([
      [
        'GET /a',
        null,
        [
          ['cookie-left-out', 'sid'],
          ['parameter-left-out', '姓名'],
          ['parameter-not-in-path', 'gone'],
          ['parameter-left-out', 'x'],
        ],
      ],
      ['GET /b', { code: 'openapi-parameter-style', values: { name: '姓名' } }, []],
      ['GET /c/{id}', { code: 'openapi-parameter-style', values: { name: 'id' } }, []],
      ['GET /d', null, [['body-ignored', undefined]]],
      ['OPTIONS /d', { code: 'openapi-method', values: { method: 'OPTIONS' } }, []],
    ]);
  });
});

describe('schemas', () => {
  it('with patterns of other dialects are translated, or lose them with a note', async () => {
    const found = await row(
      query(
        { name: 'a', required: true, schema: { type: 'string', pattern: '(?i)^[a-z]{2}\\d+$' } },
        { name: 'b', schema: { type: 'string', pattern: '^[a-z&&[^x]]+$' } },
      ),
    );
    expect(found.problem).toBeNull();
    expect(
      [{ a: 'AB1' }, { a: '1' }, { a: 'ab1', b: '!' }].map(
        (given) => validateArguments(found.inputSchema, 'tool', given) === null,
      ),
    ).toEqual([true, false, true]);
    expect(found.notes).toEqual([
      {
        code: 'pattern-translated',
        values: { at: 'a', pattern: '(?i)^[a-z]{2}\\d+$', translated: '^[a-zA-Z]{2}\\d+$' },
      },
      { code: 'pattern-dropped', values: { at: 'b', pattern: '^[a-z&&[^x]]+$' } },
    ]);
  });

  it('with booleans, malformed words, conditions and doubled values are usable', async () => {
    const found = await row(
      body({
        type: 'object',
        required: ['kind', 'kind', 'typo'],
        properties: {
          extra: true,
          never: false,
          kind: { enum: ['a', 'b', 'a'] },
          n: { type: 'integer', minimum: '3', maxLength: -1 },
          map: { type: 'object', patternProperties: { '^x-': { type: 'string' } } },
        },
        if: { properties: { kind: { const: 'a' } } },
        then: { required: ['n'] },
      }),
    );
    expect(found.problem).toBeNull();
    const fits = (given: JsonObject): boolean => validateArguments(found.inputSchema, 'tool', { body: given }) === null;
    // With a condition beside its fields it is one argument, which takes what the document names.
    const bodies = [
      { kind: 'b', extra: { any: 1 } },
      { kind: 'a' },
      { kind: 'a', n: 1 },
      { kind: 'b', never: 1 },
      { kind: 'b', map: { 'x-a': 'b' } },
      { kind: 'b', map: { a: 'b' } },
      { kind: 'b', other: 1 },
    ];
    expect(bodies.map(fits)).toEqual([true, false, true, false, true, false, false]);
    expect(found.notes.map(({ code, values }) => [code, values.at, values.keyword])).toEqual([
      ['keyword-dropped', 'body.n', 'minimum'],
      ['keyword-dropped', 'body.n', 'maxLength'],
      ['keyword-dropped', 'body', 'required'],
    ]);
  });
});
