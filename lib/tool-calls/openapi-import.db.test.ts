import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { importOpenApiSchema, previewOpenApiSchema } from '@/lib/tools/openapi-contracts';
import { deleteToolSource } from '@/lib/tools/delete-tool-source';
import { importOpenApi } from '@/lib/tools/import-openapi';
import { startTestServer, type TestServer } from '@/lib/egress/testing/start-test-server';
import { listAdminTools } from '@/lib/tools/list-admin-tools';
import { listToolSources } from '@/lib/tools/list-tool-sources';
import { previewOpenApi } from '@/lib/tools/preview-openapi';
import { freshAdmin, logEnd, loggedEvents } from '@/lib/tools/testing/admin-scene';
import { asPrincipal } from '@/lib/tools/testing/tool-scene';
import { startSampleApi, type SampleApiProcess } from '@/lib/tools/testing/start-sample-api';
import { tryTool } from '@/lib/tools/try-tool';
import { refuseOutdated } from '@/lib/tool-calls/tool-changes';

useTestDatabase();

const signal = new AbortController().signal;
const NOW = new Date('2026-11-22T12:00:00Z');
let api: SampleApiProcess;
let documents: TestServer;
let documentsUrl: string;
let admin: Principal;
let from: bigint;
const DOCUMENT = `
openapi: 3.1.0
info: {title: 订单, version: "1"}
paths:
  /orders/{orderNo}:
    get:
      operationId: getOrder
      summary: 查询订单
      parameters: [{name: orderNo, in: path, required: true, schema: {type: string, pattern: "^SO-[0-9]{5}$"}}]
  /orders/{orderNo}/refunds:
    post:
      operationId: refundOrder
      parameters: [{name: orderNo, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [amount, reason], properties: {amount: {type: number, exclusiveMinimum: 0}, reason: {type: string}}}}}}
  /upload:
    post: {requestBody: {required: true, content: {multipart/form-data: {}}}}
`;
/** As many parameters as a tool may have. */
const FULL = JSON.stringify({
  openapi: '3.1.0',
  paths: {
    '/x': { get: { parameters: Array.from({ length: 50 }, (_, index) => ({ name: `p${index}`, in: 'query' })) } },
  },
});
beforeAll(async () => {
  api = await startSampleApi();
  documents = await startTestServer((request, response) => {
    if (request.url === '/huge.json') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '30000000' }).flushHeaders();
      return;
    }
    const isFound = request.url?.startsWith('/openapi.yaml') === true;
    response.writeHead(isFound ? 200 : 404, { 'content-type': 'application/yaml' }).end(DOCUMENT);
  });
  documentsUrl = `http://127.0.0.1:${documents.port}`;
});
afterAll(() => Promise.all([api.stop(), documents.stop()]));
beforeEach(async () => {
  admin = await freshAdmin();
  from = await logEnd();
});

const input = (given: object = {}) =>
  importOpenApiSchema.parse({
    document: DOCUMENT,
    name: '订单系统',
    serverUrl: `${api.url}/`,
    isServerIntranet: true,
    operations: [
      { key: 'GET /orders/{orderNo}', name: 'get_order' },
      { key: 'POST /orders/{orderNo}/refunds', name: 'refund' },
    ],
    ...given,
  });

it('makes working tools of what was picked: disabled, reading ones free, changing ones with approval, all in the log', async () => {
  const preview = await previewOpenApi(admin, previewOpenApiSchema.parse({ document: DOCUMENT }), signal);
  expect(preview).toMatchObject({ title: '订单', servers: [], total: 3, nextOffset: null, notes: [] });
  expect(preview.operations.map(({ suggestedName, problem }) => [suggestedName, problem?.code ?? null])).toEqual([
    ['get_order', null],
    ['refund_order', null],
    ['post_upload', 'openapi-body-type'],
  ]);
  const imported = await importOpenApi(admin, input({ headers: [{ name: 'X-Shop', value: '1' }] }), NOW, signal);
  expect(imported.source).toMatchObject({
    kind: 'openapi',
    toolCount: 2,
    config: { serverUrl: api.url, documentUrl: null },
  });
  expect(
    imported.tools.map(({ name, enabled, effect, approvalMode }) => [name, enabled, effect, approvalMode]),
  ).toEqual([
    ['get_order', false, 'read', 'none'],
    ['refund', false, 'change', 'self'],
  ]);
  const [get] = imported.tools;
  expect(await tryTool(admin, get?.id ?? '', { orderNo: 'SO-10010' }, signal)).toMatchObject({ ok: true });
  expect(await tryTool(admin, get?.id ?? '', { orderNo: '../control/log' }, signal)).toMatchObject({
    ok: false,
    error: { code: 'tool-arguments-invalid' },
  });
  expect((await loggedEvents(from)).slice(0, 3).map(({ action }) => action)).toEqual([
    'source.created',
    'tool.created',
    'tool.created',
  ]);
  await deleteToolSource(admin, imported.source.id, refuseOutdated);
  expect((await listAdminTools(admin)).tools).toEqual([]);
});

it('is all or nothing', async () => {
  const refused: readonly (readonly [object, string])[] = [
    [
      {
        operations: [
          { key: 'GET /orders/{orderNo}', name: 'one' },
          { key: 'GET /nowhere', name: 'two' },
        ],
      },
      'openapi-operation-unknown',
    ],
    [{ operations: [{ key: 'POST /upload', name: 'upload' }] }, 'openapi-body-type'],
    [
      {
        operations: [
          { key: 'GET /orders/{orderNo}', name: 'one' },
          { key: 'POST /orders/{orderNo}/refunds', name: 'one' },
        ],
      },
      'tool-name-taken',
    ],
    [{ headers: [{ name: 'Authorization', value: 'Bearer {{secret:NONE}}' }] }, 'secret-missing'],
    [{ headers: [{ name: 'Host', value: 'evil.example' }] }, 'tool-header-name'],
    [{ serverUrl: 'https://user:password@orders.example' }, 'egress-url'],
    [{ document: 'openapi: 3.0.0\npaths: {}' }, 'openapi-operation-unknown'],
    [
      { document: FULL, operations: [{ key: 'GET /x', name: 'x' }], query: [{ name: 'more', value: '1' }] },
      'openapi-operation-too-large',
    ],
  ];
  for (const [given, code] of refused)
    await expect(importOpenApi(admin, input(given), NOW, signal), code).rejects.toMatchObject({ code });
  expect((await listToolSources(admin)).sources).toEqual([]);
  expect((await listAdminTools(admin)).tools).toEqual([]);
  expect(await loggedEvents(from)).toEqual([]);
  await importOpenApi(admin, input(), NOW, signal);
  await expect(
    importOpenApi(admin, input({ operations: [{ key: 'GET /orders/{orderNo}', name: 'again' }] }), NOW, signal),
  ).rejects.toMatchObject({ code: 'source-name-taken' });
});

it('fetches a document only with the checks of every outgoing request', async () => {
  const preview = (given: object) => previewOpenApi(admin, previewOpenApiSchema.parse(given), signal);
  expect((await preview({ url: `${documentsUrl}/openapi.yaml`, isIntranet: true })).servers).toEqual([documentsUrl]);
  await expect(preview({ url: `${documentsUrl}/openapi.yaml` })).rejects.toMatchObject({
    code: 'egress-address-refused',
  });
  await expect(preview({ url: `${documentsUrl}/missing`, isIntranet: true })).rejects.toMatchObject({
    code: 'openapi-not-fetched',
  });
  expect((await loggedEvents(from)).map(({ action, outcome, details }) => [action, outcome, details])).toMatchObject([
    ['source.fetched', 'ok', { documentUrl: `${documentsUrl}/openapi.yaml`, isIntranet: true }],
    [
      'source.fetched',
      'failed',
      { documentUrl: `${documentsUrl}/openapi.yaml`, isIntranet: false, error: { code: 'egress-address-refused' } },
    ],
    [
      'source.fetched',
      'failed',
      {
        documentUrl: `${documentsUrl}/missing`,
        isIntranet: true,
        error: { code: 'openapi-not-fetched', values: { status: 404 } },
      },
    ],
  ]);
  await expect(preview({ url: `${documentsUrl}/huge.json`, isIntranet: true })).rejects.toMatchObject({
    code: 'openapi-too-long',
    values: { limit: 20_000_000, size: 30_000_000 },
  });
  expect(previewOpenApiSchema.safeParse({ url: 'file:///etc/passwd' }).success).toBe(false);
  expect(previewOpenApiSchema.safeParse({ url: `${documentsUrl}/x`, document: DOCUMENT }).success).toBe(false);
});

it('records where a document was, and no key of its address', async () => {
  const url = `${documentsUrl}/openapi.yaml?api_key=tok-0123456789`;
  await importOpenApi(admin, input({ document: undefined, url, isIntranet: true }), NOW, signal);
  const events = await loggedEvents(from);
  expect(events.find(({ action }) => action === 'source.created')).toMatchObject({
    details: { documentUrl: `${documentsUrl}/openapi.yaml?…` },
  });
  expect(JSON.stringify(events)).not.toContain('tok-0123456789');
});

it('is an administrator’s alone', async () => {
  const agent = asPrincipal(await createPerson({ role: 'agent' }));
  await expect(previewOpenApi(agent, previewOpenApiSchema.parse({ document: DOCUMENT }), signal)).rejects.toMatchObject(
    { code: 'admin-only' },
  );
  await expect(importOpenApi(agent, input(), NOW, signal)).rejects.toMatchObject({ code: 'admin-only' });
});
