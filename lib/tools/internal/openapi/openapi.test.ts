import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@/lib/tools/contracts';
import { requireUsableSchema, validateArguments } from '@/lib/tools/validate-arguments';
import { checkHttpDefinition } from '@/lib/tools/internal/http/check-http-definition';
import { parseDocument } from '@/lib/tools/internal/openapi/parse-document';
import { readCredentials, readServers } from '@/lib/tools/internal/openapi/read-servers';
import { read, minimal } from '@/lib/tools/testing/openapi-pets';

const PETS = `
openapi: 3.0.3
info: {title: Pet shop, version: "1.2"}
servers:
  - url: https://{region}.pets.example/v2/
    variables: {region: {default: cn}}
  - url: /relative
paths:
  /pets/{petId}:
    parameters:
      - {name: petId, in: path, required: true, schema: {type: integer, format: int64}}
    get:
      operationId: getPetById
      summary: One pet
      parameters:
        - {name: verbose, in: query, schema: {type: boolean}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: Authorization, in: header, schema: {type: string}}
        - {name: "filter[tag]", in: query, schema: {type: array, items: {type: string}}}
        - {name: deep, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string}}}}
    put:
      operationId: getPetById
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Pet"}}
  /pets:
    post:
      description: Adds a pet
      requestBody:
        content:
          application/x-www-form-urlencoded: {schema: {type: object, required: [name], properties: {name: {type: string}, age: {type: integer, minimum: 0, exclusiveMinimum: true}}}}
    delete:
      deprecated: true
      parameters: [{name: ids, in: query, required: true, style: pipeDelimited, schema: {type: array, items: {type: string}}}]
  /upload:
    post:
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object}}}}
  /broken/{id}:
    get: {operationId: broken}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    bearer: {type: http, scheme: bearer}
    basic: {type: http, scheme: basic}
    cookie: {type: apiKey, in: cookie, name: sid}
  schemas:
    Pet:
      type: object
      required: [name, id]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string, maxLength: 20, x-internal: 1}
        note: {type: string, nullable: true, format: weird}
        mother: {$ref: "#/components/schemas/Pet"}
`;
const find = async (key: string, text = PETS) => {
  const found = (await read(text)).operations.find((operation) => operation.key === key);
  if (found === undefined) throw new Error(`no ${key}`);
  return found;
};

describe('an honest document', () => {
  it('is read as operations, each of which is a working tool or says why not', async () => {
    const { operations } = await read(PETS, ['get_pet_by_id']);
    expect(
      operations.map(({ key, suggestedName, effect, problem, deprecated }) => [
        key,
        suggestedName,
        effect,
        problem?.code ?? null,
        deprecated,
      ]),
    ).toEqual([
      ['GET /pets/{petId}', 'get_pet_by_id_2', 'read', null, false],
      ['PUT /pets/{petId}', 'get_pet_by_id_3', 'change', null, false],
      ['POST /pets', 'post_pets', 'change', null, false],
      ['DELETE /pets', 'delete_pets', 'change', null, true],
      ['POST /upload', 'post_upload', 'change', 'openapi-body-type', false],
      ['GET /broken/{id}', 'broken', 'read', null, false],
    ]);
    for (const operation of operations.filter(({ problem }) => problem === null)) {
      requireUsableSchema(operation.inputSchema, 'tool');
      checkHttpDefinition(operation.definition, operation.inputSchema, ['cn.pets.example']);
    }
  });

  it('puts path, query and headers into templates and leaves out what the credentials are', async () => {
    const { inputSchema, definition } = await find('GET /pets/{petId}');
    expect(definition).toMatchObject({
      url: 'https://cn.pets.example/v2/pets/{{petId}}',
      query: [
        { name: 'verbose', value: '{{verbose}}' },
        { name: 'filter[tag]', value: '{{filter_tag}}' },
        { name: 'deep', value: '{{deep}}', style: 'deepObject' },
      ],
      headers: [{ name: 'X-Trace', value: '{{X-Trace}}' }],
      body: null,
    });
    expect(inputSchema).toMatchObject({ required: ['petId'], additionalProperties: false });
    expect(Object.keys(inputSchema.properties as JsonObject)).toEqual([
      'petId',
      'verbose',
      'X-Trace',
      'filter_tag',
      'deep',
    ]);
  });

  it('writes a recursive body out a few times, closed, without fields that only responses have', async () => {
    const { inputSchema, definition } = await find('PUT /pets/{petId}');
    expect(definition.body).toBe('{"name": {{name}}, "note": {{note}}, "mother": {{mother}}}');
    expect(JSON.stringify(inputSchema)).not.toContain('$ref');
    expect(
      validateArguments(inputSchema, 'tool', {
        petId: 1,
        name: '旺财',
        note: null,
        mother: { name: 'a', mother: { name: 'b' } },
      }),
    ).toBeNull();
    for (const bad of [
      { petId: 1 },
      { petId: 1, name: 'a', id: 3 },
      { petId: 1, name: 'a', mother: { name: 'b', color: 'x' } },
      { petId: '1', name: 'a' },
      { petId: 1, name: 'a'.repeat(21) },
    ]) {
      expect(validateArguments(inputSchema, 'tool', bad)).not.toBeNull();
    }
  });

  it('turns a form body and OpenAPI 3.0’s exclusive bounds into what the tool understands', async () => {
    const { inputSchema, definition } = await find('POST /pets');
    expect(definition).toMatchObject({ bodyType: 'form', body: 'name={{name}}&age={{age}}' });
    expect(validateArguments(inputSchema, 'tool', { name: 'a', age: 1 })).toBeNull();
    expect(validateArguments(inputSchema, 'tool', { name: 'a', age: 0 })).not.toBeNull();
  });

  it('knows servers and credentials', () => {
    const { document } = parseDocument(PETS);
    expect(readServers(document, null)).toEqual(['https://cn.pets.example/v2']);
    expect(readServers(document, 'https://docs.example/api/openapi.yaml')).toEqual([
      'https://cn.pets.example/v2',
      'https://docs.example/relative',
    ]);
    expect(
      readServers(
        parseDocument(JSON.stringify({ openapi: '3.1.0', paths: {} })).document,
        'https://docs.example/x/openapi.json',
      ),
    ).toEqual(['https://docs.example']);
    expect(readCredentials(document, 'Pet shop')).toEqual([
      { scheme: 'key', secretName: 'Pet_shop_key', in: 'header', name: 'X-Key', value: '{{secret:Pet_shop_key}}' },
      {
        scheme: 'bearer',
        secretName: 'Pet_shop_bearer',
        in: 'header',
        name: 'Authorization',
        value: 'Bearer {{secret:Pet_shop_bearer}}',
      },
      {
        scheme: 'basic',
        secretName: 'Pet_shop_basic',
        in: 'header',
        name: 'Authorization',
        value: 'Basic {{secret:Pet_shop_basic}}',
      },
    ]);
  });

  it('merges allOf, keeps what 3.1 says with lists of types, and one argument `body` for what is no closed object', async () => {
    const text = minimal({
      '/merge': {
        post: {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  allOf: [
                    { type: 'object', required: ['a'], properties: { a: { type: ['string', 'null'] } } },
                    { type: 'object', properties: { b: { type: 'integer', exclusiveMinimum: 3 } } },
                  ],
                },
              },
            },
          },
        },
      },
      '/list': {
        post: {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } },
          },
        },
      },
      '/free': { post: { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } } },
    });
    expect((await find('POST /merge', text)).definition.body).toBe('{"a": {{a}}, "b": {{b}}}');
    expect(validateArguments((await find('POST /merge', text)).inputSchema, 'tool', { a: null, b: 4 })).toBeNull();
    expect(validateArguments((await find('POST /merge', text)).inputSchema, 'tool', { a: null, b: 3 })).not.toBeNull();
    expect(await find('POST /list', text)).toMatchObject({
      definition: { body: '{{body}}' },
      inputSchema: { required: ['body'] },
    });
    expect(
      validateArguments((await find('POST /free', text)).inputSchema, 'tool', { body: { anything: 1 } }),
    ).toBeNull();
  });

  it('keeps arguments of one name in several places apart', async () => {
    const text = minimal({
      '/x/{id}': {
        post: {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'id', in: 'query', schema: { type: 'string' } },
            { name: 'arguments', in: 'query', schema: { type: 'string' } },
          ],
          requestBody: {
            content: { 'application/json': { schema: { type: 'object', properties: { id: { type: 'string' } } } } },
          },
        },
      },
    });
    expect((await find('POST /x/{id}', text)).definition).toMatchObject({
      url: 'https://x.example/x/{{id}}',
      query: [
        { name: 'id', value: '{{id_query}}' },
        { name: 'arguments', value: '{{argument_arguments}}' },
      ],
      body: '{"id": {{id_body}}}',
    });
  });
});
