import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { importOpenApiSchema, previewOpenApiSchema, type OpenApiPreview } from '@/lib/tools/openapi-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { getToolSource } from '@/lib/tools/get-tool-source';
import { importOpenApi } from '@/lib/tools/import-openapi';
import { startTestServer, type TestServer } from '@/lib/egress/testing/start-test-server';
import { previewOpenApi } from '@/lib/tools/preview-openapi';
import { freshAdmin } from '@/lib/tools/testing/admin-scene';
import { tryTool } from '@/lib/tools/try-tool';

useTestDatabase();

const { signal } = new AbortController();
const NOW = new Date('2026-11-22T12:00:00Z');
let admin: Principal;
let main: TestServer;
let files: TestServer;
beforeAll(async () => {
  const answer = (
    _request: unknown,
    response: { writeHead: (status: number, headers: Record<string, string>) => { end: (text: string) => void } },
  ) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  [main, files] = await Promise.all([startTestServer(answer), startTestServer(answer)]);
});
afterAll(() => Promise.all([main.stop(), files.stop()]));
beforeEach(async () => {
  admin = await freshAdmin();
  for (const { seen, requests } of [main, files]) {
    seen.length = 0;
    requests.length = 0;
  }
});

const documentOf = (paths: object, rest: object = {}): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    servers: [{ url: `http://127.0.0.1:${main.port}/api` }],
    paths,
    ...rest,
  });
const preview = (document: string): Promise<OpenApiPreview> =>
  previewOpenApi(admin, previewOpenApiSchema.parse({ document }), signal);

/** Imports every operation of a document, as its preview proposes them. */
async function importAll(document: string) {
  const { operations, servers } = await preview(document);
  expect(operations.map(({ key, problem }) => [key, problem])).toEqual(operations.map(({ key }) => [key, null]));
  return importOpenApi(
    admin,
    importOpenApiSchema.parse({
      document,
      name: 'source',
      serverUrl: servers[0],
      isServerIntranet: true,
      intranetHosts: [`127.0.0.1:${files.port}`],
      operations: operations.map(({ key, suggestedName }) => ({ key, name: suggestedName })),
    }),
    NOW,
    signal,
  );
}

/** What the one operation of a document sends for these arguments. */
async function sent(paths: object, input: JsonObject, server = main) {
  const { tools } = await importAll(documentOf(paths));
  const [tool] = tools;
  expect(await tryTool(admin, tool?.id ?? '', input, signal)).toMatchObject({ ok: true });
  return { line: server.seen.at(-1) ?? '', ...(server.requests.at(-1) ?? { headers: {}, rawHeaders: [], body: '' }) };
}
const list = { type: 'array', items: { type: 'string' } };
const range = { type: 'object', properties: { gte: { type: 'string' }, lte: { type: 'string' } } };
const get = (...parameters: object[]) => ({
  '/x': { get: { parameters: parameters.map((parameter) => ({ in: 'query', ...parameter })) } },
});

it.each([
  ['form, exploded', { schema: list }, ['a b', 'c,d'], 'v=a%20b&v=c%2Cd'],
  ['form', { schema: list, explode: false }, ['a b', 'c,d', '中'], 'v=a%20b,c%2Cd,%E4%B8%AD'],
  ['form, empty', { schema: list, explode: false }, [], ''],
  ['form with a union', { schema: { anyOf: [list, { type: 'null' }] }, explode: false }, ['a', 'b'], 'v=a,b'],
  ['spaceDelimited', { schema: list, style: 'spaceDelimited' }, ['a', 'b'], 'v=a%20b'],
  ['pipeDelimited', { schema: list, style: 'pipeDelimited' }, ['a', 'b|c'], 'v=a%7Cb%7Cc'],
  [
    'form, exploded, of an object',
    { schema: { type: 'object', properties: { page: { type: 'integer' }, sort: list } } },
    { page: 2, sort: ['name,asc', 'id'] },
    'page=2&sort=name%2Casc&sort=id',
  ],
  ['form of an object', { schema: range, explode: false }, { gte: '1', lte: '5' }, 'v=gte,1,lte,5'],
  [
    'deepObject',
    { schema: range, style: 'deepObject', explode: true },
    { gte: '2024-01-01', lte: '中' },
    'v%5Bgte%5D=2024-01-01&v%5Blte%5D=%E4%B8%AD',
  ],
  [
    'deepObject in an object',
    { schema: { type: 'object', properties: { a: range } }, style: 'deepObject' },
    { a: { gte: '1' } },
    'v%5Ba%5D%5Bgte%5D=1',
  ],
  ['JSON', { content: { 'application/json': { schema: list } } }, ['a', 'b'], 'v=%5B%22a%22%2C%22b%22%5D'],
  ['a text', { schema: { type: 'string' } }, 'a&b=c', 'v=a%26b%3Dc'],
])('a query parameter of style %s is sent as OpenAPI says', async (_style, parameter, value, expected) => {
  expect((await sent(get({ name: 'v', ...parameter }), { v: value })).line).toBe(
    `GET /api/x${expected === '' ? '' : `?${expected}`}`,
  );
});

it('paths and headers hold lists and objects, and what the document itself writes in a path', async () => {
  const paths = {
    '/部门/{编号}/my files': {
      get: {
        parameters: [
          { name: '编号', in: 'path', required: true, schema: list },
          { name: 'X-Ids', in: 'header', schema: list },
          { name: 'X-Range', in: 'header', explode: true, schema: range },
        ],
      },
    },
  };
  const { line, headers } = await sent(paths, {
    编号: ['一', '2'],
    'X-Ids': ['a', 'b'],
    'X-Range': { gte: '1', lte: '5' },
  });
  expect(line).toBe(`GET /api/${encodeURIComponent('部门')}/${encodeURIComponent('一')},2/my%20files`);
  expect(headers).toMatchObject({ 'x-ids': 'a,b', 'x-range': 'gte=1,lte=5' });
});

const form = { type: 'object', required: ['a'], properties: { a: { type: 'string' }, c: list, d: list, o: range } };
const post = (type: string) => ({
  '/x': {
    post: {
      requestBody: { content: { [type]: { schema: form, encoding: { d: { style: 'form', explode: false } } } } },
    },
  },
});
const values = { a: '姓 名', c: ['1', '2'], d: ['x', 'y'], o: { gte: '1' } };

it('a form repeats the field of a list, joins one that is not exploded, and holds an object as JSON', async () => {
  const { headers, body } = await sent(post('application/x-www-form-urlencoded'), values);
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(body).toBe(
    `a=${encodeURIComponent('姓')}+${encodeURIComponent('名')}&c=1&c=2&d=x,y&o=${encodeURIComponent('{"gte":"1"}')}`,
  );
});

it('a multipart form has a part for each value, and nothing that an argument holds ends a part', async () => {
  const { headers, body } = await sent(post('multipart/form-data'), {
    ...values,
    a: '--x\r\nContent-Disposition: form-data; name="evil"\r\n\r\n1',
  });
  const read = await new Response(body, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
  expect([...read.entries()]).toEqual([
    ['a', '--x\r\nContent-Disposition: form-data; name="evil"\r\n\r\n1'],
    ['c', '1'],
    ['c', '2'],
    ['d', 'x,y'],
    ['o', '{"gte":"1"}'],
  ]);
});

it('names on the wire are the document’s own', async () => {
  const paths = {
    '/x': {
      post: {
        parameters: [{ name: 'filter[name]', in: 'query', schema: { type: 'string' } }],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['姓名'],
                properties: { 姓名: { type: 'string' }, 'a b': { type: 'string' } },
              },
            },
          },
        },
      },
    },
  };
  const { line, body } = await sent(paths, { filter_name: '1', 姓名: '张三', a_b: '2' });
  expect([line, JSON.parse(body)]).toEqual(['POST /api/x?filter%5Bname%5D=1', { 姓名: '张三', 'a b': '2' }]);
});

it('an operation’s own server is asked, and the tool may reach that one alone', async () => {
  const { tools, source } = await importAll(
    documentOf({
      '/up': { servers: [{ url: `http://127.0.0.1:${files.port}/files` }], get: {} },
      '/main': { get: {} },
    }),
  );
  for (const { id } of tools) expect(await tryTool(admin, id, {}, signal)).toMatchObject({ ok: true });
  expect([main.seen, files.seen]).toEqual([['GET /api/main'], ['GET /files/up']]);
  const stored = await getToolSource(admin, source.id);
  expect(stored.source.config).toMatchObject({
    operations: [
      {
        key: 'GET /up',
        tool: 'get_up',
        notes: [{ code: 'own-server', values: { server: `http://127.0.0.1:${files.port}/files` } }],
      },
      { key: 'GET /main', notes: [] },
    ],
  });
});

it('an operation’s own server in the intranet is refused until an admin names its host', async () => {
  const document = documentOf({ '/up': { servers: [{ url: `http://127.0.0.1:${files.port}` }], get: {} } });
  const input = {
    document,
    name: 'source',
    serverUrl: `http://127.0.0.1:${main.port}`,
    isServerIntranet: true,
    operations: [{ key: 'GET /up', name: 'up' }],
  };
  const { tools } = await importOpenApi(admin, importOpenApiSchema.parse(input), NOW, signal);
  expect(await tryTool(admin, tools[0]?.id ?? '', {}, signal)).toMatchObject({
    ok: false,
    error: { code: 'egress-address-refused' },
  });
});
