import { describe, expect, it } from 'vitest';
import { parseDocument } from '@/lib/tools/internal/openapi/parse-document';
import { readOperations } from '@/lib/tools/internal/openapi/read-operations';
import { readServers } from '@/lib/tools/internal/openapi/read-servers';
import { request, read, minimal } from '@/lib/tools/testing/openapi-pets';

/** The document, and how often something was looked up from its root. */
const counted = (text: string) => {
  let count = 0;
  const document = new Proxy(parseDocument(text).document, {
    get(target, name, receiver) {
      if (name === 'components') count += 1;
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  return { document, lookUps: () => count };
};

describe('a hostile document', () => {
  const refuse = (text: string, code: string): void => {
    expect(() => parseDocument(text)).toThrow(expect.objectContaining({ code }));
  };

  it('that is no OpenAPI 3 is refused', () => {
    refuse('', 'openapi-unreadable');
    refuse('[1]', 'openapi-unreadable');
    refuse('{"openapi": "3.0.0"', 'openapi-unreadable');
    refuse('a: b: c', 'openapi-unreadable');
    refuse('{"swagger": "1.2"}', 'openapi-version');
    refuse('openapi: 4.0.0', 'openapi-version');
    refuse('openapi: 3.0.0\nx: !!js/function "function(){}"\nopenapi: 3.0.0', 'openapi-unreadable');
  });

  it.each([
    ['YAML', 2, 'ok: 1\npassword: "tok-0123456789'],
    ['YAML', 0, 'tok-0123456789: *tok-0123456789'],
    ['YAML', 2, 'a: [1, 2]\ntok-0123456789 ]'],
    ['JSON', 0, '{"password": tok-0123456789}'],
    ['JSON', 2, '{\n"tok-0123456789": 1 2}'],
    ['OpenAPI', 0, 'tok-0123456789'],
  ])('that is no %s says where (line %d), and nothing of what it read', (format, line, text) => {
    let failure: unknown;
    try {
      parseDocument(text);
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: 'openapi-unreadable', values: { format, line } });
  });

  it('that multiplies, nests or contains itself ends at the bounds', () => {
    const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(10)}]`).join('\n')}\nopenapi: 3.0.0`;
    expect(() => parseDocument(bomb)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^openapi-(unreadable|too-complex)$/) as string }),
    );
    expect(() => parseDocument(`openapi: 3.0.0\nx: ${'['.repeat(20_000)}`)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^openapi-(unreadable|too-complex)$/) as string }),
    );
    refuse(`{"openapi":"3.0.0","x":${'['.repeat(500)}${']'.repeat(500)}}`, 'openapi-too-complex');
    refuse('openapi: 3.0.0\nx: &x\n  y: *x', 'openapi-too-complex');
    refuse(`{"openapi":"3.0.0","x":[${'0,'.repeat(1_000_000)}0]}`, 'openapi-too-complex');
  });

  it('cannot make anyone fetch: references to elsewhere are reported as a problem', async () => {
    for (const reference of [
      'https://evil.example/schema.json',
      'other.yaml#/X',
      'file:///etc/passwd',
      '//evil.example/x',
      '',
    ]) {
      const text = minimal({
        '/x': { post: { requestBody: { content: { 'application/json': { schema: { $ref: reference } } } } } },
        '/y': { get: { parameters: [{ $ref: reference }] } },
      });
      expect((await read(text)).operations.map(({ problem }) => problem?.code)).toEqual([
        'openapi-external-ref',
        'openapi-external-ref',
      ]);
    }
  });

  it('with references in a circle, into nothing, or into prototypes is reported as a problem', async () => {
    const withSchema = (schema: object) =>
      minimal(
        { '/x': { post: { requestBody: { content: { 'application/json': { schema } } } } } },
        { components: { schemas: { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } } } },
      );
    expect((await read(withSchema({ $ref: '#/components/schemas/A' }))).operations[0]?.problem?.code).toBe(
      'openapi-ref-loop',
    );
    for (const reference of [
      '#/components/schemas/C',
      '#/__proto__/constructor',
      '#/components/constructor',
      '#/paths/0',
    ]) {
      expect((await read(withSchema({ $ref: reference }))).operations[0]?.problem?.code).toBe('openapi-ref-missing');
    }
  });

  it('whose schemas explode when written out is reported as too large, in a moment', async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `S${index}`,
        {
          type: 'object',
          properties: Object.fromEntries(
            ['a', 'b', 'c'].map((name) => [name, { $ref: `#/components/schemas/S${(index + 1) % 30}` }]),
          ),
        },
      ]),
    );
    const text = minimal(
      {
        '/x': {
          post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } } } },
        },
      },
      { components: { schemas } },
    );
    expect((await read(text)).operations[0]?.problem?.code).toBe('openapi-schema-too-large');
  });

  it('whose operations share a large body behind a chain of references is read in parts with little done', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `C${index}`,
        index === 19 ? { type: 'string' } : { $ref: `#/components/schemas/C${index + 1}` },
      ]),
    );
    const shared = {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 1_400 }, (_, index) => [`p${index}`, { $ref: '#/components/schemas/C0' }]),
      ),
    };
    const operation = {
      post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Shared' } } } } },
    };
    const { document, lookUps } = counted(
      minimal(Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`/p${index}`, operation])), {
        components: { schemas: { ...chain, Shared: shared } },
      }),
    );
    const first = await readOperations(document, request());
    expect(first.operations.length).toBeGreaterThan(10);
    expect(first).toMatchObject({ total: 500, nextOffset: first.operations.length });
    expect(lookUps()).toBeLessThan(100);
    // What was picked is read: the rest of the document costs nothing then.
    const { operations } = await readOperations(document, request({ picked: new Set(['POST /p499']) }));
    expect(operations.map(({ key, problem }) => [key, problem?.code])).toEqual([['POST /p499', undefined]]);
  });

  it('that repeats long texts answers with little of them, and gives others their turn', async () => {
    const long = {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 1_400 }, (_, index) => [`p${index}`, { $ref: '#/components/schemas/Text' }]),
      ),
    };
    const operation = {
      post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Long' } } } } },
    };
    const text = minimal(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`/p${index}`, operation])), {
      components: { schemas: { Long: long, Text: { type: 'string', enum: ['x'.repeat(20_000)] } } },
    });
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const { operations } = await read(text).finally(() => clearInterval(timer));
    expect(new Set(operations.map(({ problem }) => problem?.code))).toEqual(new Set(['openapi-schema-too-large']));
    expect(JSON.stringify(operations).length).toBeLessThan(100_000);
    expect(turns).toBeGreaterThan(0);
  });

  it('with a server or a name that grows or takes for ever is cut first', async () => {
    const grown = minimal(
      {},
      {
        servers: [
          { url: `https://x.example/${'{a}'.repeat(50_000)}`, variables: { a: { default: 'y'.repeat(50_000) } } },
        ],
      },
    );
    expect(readServers(parseDocument(grown).document, null).every((server) => server.length < 2_000_000)).toBe(true);
    expect(
      (await read(minimal({ '/x': { get: { operationId: 'A'.repeat(300_000) } } }))).operations[0]?.suggestedName,
    ).toBe('a'.repeat(64));
  });

  it('with thousands of operations or names that collide stays bounded, valid and unique', async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 700 }, (_, index) => [
        `/p${index}`,
        { get: { operationId: index % 2 === 0 ? 'delete-everything!!' : '删除' } },
      ]),
    );
    const { document, operations, total, nextOffset } = await read(minimal(paths));
    expect({ count: operations.length, total, nextOffset }).toEqual({ count: 500, total: 700, nextOffset: 500 });
    const rest = await readOperations(document, request({ offset: 500 }));
    expect([rest.operations.length, rest.nextOffset]).toEqual([200, null]);
    expect(new Set([...operations, ...rest.operations].map(({ suggestedName }) => suggestedName)).size).toBe(700);
  });

  it('with nonsense in place of paths, operations and parameters is read as far as it makes sense', async () => {
    const text = minimal({
      '/a': null,
      '/b': 'x',
      '/c': { get: [] },
      '/d': { get: { parameters: [null, 1, { name: 5, in: 'query' }] } },
      '/e': { get: { parameters: 'x', requestBody: 3, operationId: { a: 1 } } },
      __proto__: { get: {} },
    });
    expect((await read(text)).operations.map(({ key, problem }) => [key, problem?.code ?? null])).toEqual([
      ['GET /d', 'openapi-ref-missing'],
      ['GET /e', null],
    ]);
  });

  it('cannot put secrets or other tools’ placeholders into templates', async () => {
    const text = minimal({
      '/x': {
        get: {
          parameters: [
            { name: 'secret:MASTER', in: 'query', schema: { type: 'string' } },
            { name: '{{secret:MASTER}}', in: 'query', schema: { type: 'string' } },
          ],
        },
      },
      '/{{secret:MASTER}}/y': { get: {} },
    });
    const { operations } = await read(text);
    expect(operations[0]?.definition.query.map(({ value }) => value)).toEqual([
      '{{secret_MASTER}}',
      '{{secret_MASTER_query}}',
    ]);
    expect(operations[1]?.problem?.code).toBe('openapi-path-parameter');
  });
});
