import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { Principal } from '@/lib/auth/contracts';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { chooseRemoteToolsSchema, createMcpSourceSchema, type ToolSource } from '@/lib/tools/catalogue-contracts';
import { chooseRemoteTools } from '@/lib/tools/choose-remote-tools';
import { createMcpSource } from '@/lib/tools/create-mcp-source';
import { listSourceTools } from '@/lib/tools/list-source-tools';
import { freshAdmin } from '@/lib/tools/testing/admin-scene';
import { tryTool } from '@/lib/tools/try-tool';

useTestDatabase();

const signal = new AbortController().signal;
const NOW = new Date('2026-11-22T12:00:00Z');
/** As servers list them: some of it is nobody's protocol. */
let listed: unknown[];
let result: Readonly<Record<string, unknown>>;
/** What the server asks of its client before it answers a call. */
let asks: string | null;
let refusals: string[];
let http: Server;
let admin: Principal;
let source: ToolSource;
beforeEach(async () => {
  listed = [];
  result = { content: [{ type: 'text', text: 'ok' }] };
  asks = null;
  refusals = [];
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  http = createServer((request, response) => {
    const known = sessions.get(String(request.headers['mcp-session-id']));
    (known === undefined ? startSession(sessions) : Promise.resolve(known))
      .then((transport) => transport.handleRequest(request, response))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  admin = await freshAdmin();
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`;
  source = await createMcpSource(
    admin,
    createMcpSourceSchema.parse({ name: 'unusual', config: { kind: 'mcp', transport: 'http', url, isIntranet: true } }),
  );
});
afterEach(async () => {
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

async function startSession(
  sessions: Map<string, StreamableHTTPServerTransport>,
): Promise<StreamableHTTPServerTransport> {
  const { server } = new McpServer({ name: 'unusual', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler(z.looseObject({ method: z.literal('tools/list') }), () => ({ tools: listed }));
  // The server of the SDK would complete what is wrong with a result.
  server.removeRequestHandler('tools/call');
  server.fallbackRequestHandler = async (_request, { sendRequest }) => {
    if (asks === null) return result;
    const response = await sendRequest(
      { method: asks, params: { message: 'Your password?', requestedSchema: { type: 'object', properties: {} } } },
      z.looseObject({}),
    ).catch((error: unknown) => error);
    refusals.push(response instanceof Error ? response.message : 'answered');
    throw new Error('cannot go on without your answer');
  };
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
  });
  await server.connect(transport);
  return transport;
}

const list = () => listSourceTools(admin, source.id, NOW, signal);

it('lists row by row what is used otherwise than it says, what cannot be used and why, and what is no tool', async () => {
  listed = [
    { name: 'rust', inputSchema: { type: 'object', properties: { page: { type: 'integer', format: 'uint32' } } } },
    { name: 'none' },
    {
      name: 'odd',
      title: 3,
      description: null,
      annotations: 'x',
      inputSchema: { properties: { a: { $ref: '#a' } }, $defs: { a: { $anchor: 'a', type: 'integer' } } },
    },
    { name: 'text', inputSchema: { type: 'string' } },
    { name: 'broken', inputSchema: { type: 'object', properties: { a: { $ref: 'https://x.test/other.json' } } } },
    { name: 'rust', inputSchema: { type: 'object' } },
    { name: '', inputSchema: { type: 'object' } },
    { name: 'list', inputSchema: [] },
    'what',
  ];
  const { tools, leftOut } = await list();
  expect(
    tools.map(({ remoteName, state, problem, notes }) => [
      remoteName,
      state,
      problem?.code ?? null,
      notes.map(({ code }) => code),
    ]),
  ).toEqual([
    ['rust', 'new', null, ['format-ignored']],
    ['none', 'new', null, []],
    ['odd', 'new', null, []],
    ['text', 'unusable', 'tool-schema-invalid', []],
    ['broken', 'unusable', 'tool-schema-invalid', []],
  ]);
  expect(leftOut).toEqual(['rust', '', 'list', '']);
  expect(tools[2]).toMatchObject({
    title: 'odd',
    description: '',
    inputSchema: { properties: { a: { $ref: '#/$defs/a' } } },
  });
  // Whatever is shown as usable is taken, and nothing else.
  const choose = (names: readonly string[]) =>
    chooseRemoteTools(
      admin,
      source.id,
      chooseRemoteToolsSchema.parse({
        tools: tools
          .filter(({ remoteName }) => names.includes(remoteName))
          .map(({ remoteName, listedHash, suggestedName: name }) => ({ remoteName, listedHash, name })),
      }),
      NOW,
      signal,
    );
  await expect(choose(['broken'])).rejects.toMatchObject({ code: 'tool-schema-invalid', values: { tool: 'broken' } });
  const taken = await choose(['rust', 'none', 'odd']);
  expect(taken.tools).toHaveLength(3);
  expect((await list()).tools.map(({ state }) => state)).toEqual([
    'chosen',
    'chosen',
    'chosen',
    'unusable',
    'unusable',
  ]);
  const odd = taken.tools.find(({ title }) => title === 'odd')?.id ?? '';
  expect(await tryTool(admin, odd, { a: 1 }, signal)).toMatchObject({ ok: true, text: 'ok' });
  expect(await tryTool(admin, odd, { a: 'x' }, signal)).toMatchObject({
    ok: false,
    error: { code: 'tool-arguments-invalid' },
  });
});

async function oneTool(): Promise<string> {
  listed = [{ name: 'one', inputSchema: { type: 'object' } }];
  const [tool] = (await list()).tools;
  const { tools } = await chooseRemoteTools(
    admin,
    source.id,
    chooseRemoteToolsSchema.parse({
      tools: [{ remoteName: 'one', listedHash: tool?.listedHash, name: tool?.suggestedName }],
    }),
    NOW,
    signal,
  );
  return tools[0]?.id ?? '';
}

it('says of an answer without content that it has none', async () => {
  const id = await oneTool();
  result = { _meta: {} };
  expect(await tryTool(admin, id, {}, signal)).toMatchObject({ ok: false, error: { code: 'mcp-no-content' } });
});

it.each(['elicitation/create', 'sampling/createMessage', 'roots/list'])(
  'declines %s, and says so when the call fails for it',
  async (method) => {
    const id = await oneTool();
    asks = method;
    expect(await tryTool(admin, id, {}, signal)).toMatchObject({
      ok: false,
      error: { code: 'mcp-asked-back', values: { method, message: expect.stringContaining('cannot go on') as string } },
    });
    expect(refusals).toEqual([expect.stringContaining('Method not found')]);
  },
);
