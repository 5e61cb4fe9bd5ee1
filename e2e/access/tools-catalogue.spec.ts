import { expect, test } from '@/e2e/access/fixtures';
import { adminToolSchema, adminToolsSchema } from '@/lib/tools/catalogue-contracts';

const UNKNOWN = '0199a000-0000-7000-8000-000000000000';

function form(): object {
  return {
    name: `tool_${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`,
    title: '工具',
    description: 'A tool',
    effect: 'change',
    hosts: ['api.test'],
    inputSchema: {
      type: 'object',
      properties: { id: { type: 'string' } },
      required: ['id'],
      additionalProperties: false,
    },
    definition: { kind: 'http', method: 'GET', url: 'https://api.test/x/{{id}}' },
  };
}

const MCP = { name: 'x', config: { kind: 'mcp', transport: 'http', url: 'https://mcp.test/' } };

/** Every route of the catalogue with a body that would do something. */
function attempts(
  toolId: string,
  sourceId: string,
): readonly (readonly ['get' | 'post' | 'patch' | 'delete', string, object?])[] {
  const tool = `/api/admin/tools/${toolId}`;
  const source = `/api/admin/tool-sources/${sourceId}`;
  return [
    ['get', '/api/admin/tools'],
    ['post', '/api/admin/tools', form()],
    ['post', '/api/admin/tools/try', { draft: form(), arguments: { id: '1' } }],
    ['get', tool],
    ['patch', tool, { title: 'mine' }],
    ['post', `${tool}/enabled`, { enabled: true }],
    ['post', `${tool}/accept`, { proposalHash: 'a'.repeat(64) }],
    ['post', `${tool}/try`, { arguments: { id: '1' } }],
    ['delete', tool],
    ['get', '/api/admin/tool-sources'],
    ['post', '/api/admin/tool-sources', MCP],
    ['get', source],
    ['patch', source, { name: 'mine' }],
    ['post', `${source}/list`],
    ['post', `${source}/tools`, { tools: [{ remoteName: 'a', listedHash: 'a'.repeat(64), name: 'a' }] }],
    ['post', '/api/admin/tool-sources/openapi/preview', { document: 'openapi: 3.1.0' }],
    [
      'post',
      '/api/admin/tool-sources/openapi',
      {
        document: 'openapi: 3.1.0',
        name: 'x',
        serverUrl: 'https://api.test',
        operations: [{ key: 'GET /', name: 'a' }],
      },
    ],
    ['delete', source],
  ];
}

test('a new tool is disabled, and one that changes something waits for its person', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const made = await admin.request.post('/api/admin/tools', { data: form() });
  expect(made.status()).toBe(201);
  expect(adminToolSchema.parse(await made.json())).toMatchObject({ enabled: false, approvalMode: 'self' });
});

test('a new installation has the built-in and the sample tools; what does not exist is a 404', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const { tools } = adminToolsSchema.parse(await (await admin.request.get('/api/admin/tools')).json());
  const names = tools.map(({ name }) => name);
  for (const name of [
    'weather',
    'current_time',
    'holidays',
    'calculator',
    'search_my_conversations',
    'get_order',
    'search_orders',
    'refund_order',
  ])
    expect(names).toContain(name);
  for (const [method, path, data] of attempts(UNKNOWN, UNKNOWN).filter(([, path]) => path.includes(UNKNOWN))) {
    expect(
      `${method} ${path} ${(await admin.request[method](path, data === undefined ? {} : { data })).status()}`,
    ).toBe(`${method} ${path} 404`);
  }
});

test('an administrator’s bodies are parsed: nothing half-valid is stored', async ({ signInAs }) => {
  const admin = await signInAs('admin');
  const bad: readonly (readonly [string, object, number])[] = [
    ['/api/admin/tools', { ...form(), name: 'Not A Name' }, 400],
    ['/api/admin/tools', { ...form(), hosts: [] }, 400],
    ['/api/admin/tools', { ...form(), hosts: ['http://api.test'] }, 400],
    ['/api/admin/tools', { ...form(), definition: { kind: 'builtin', builtin: 'calculator' } }, 400],
    [
      '/api/admin/tools',
      { ...form(), definition: { kind: 'http', method: 'GET', url: 'https://api.test/{{nothing}}' } },
      400,
    ],
    ['/api/admin/tools', { ...form(), approval: { mode: 'none' } }, 400],
    ['/api/admin/tools', { ...form(), timeoutMs: 10_000_000 }, 400],
    ['/api/admin/tool-sources', { ...MCP, config: { ...MCP.config, url: 'file:///etc/passwd' } }, 400],
    ['/api/admin/tool-sources', { ...MCP, config: { kind: 'mcp', transport: 'stdio', server: 'sh' } }, 400],
    ['/api/admin/tool-sources/openapi/preview', { document: 'openapi: 3.1.0', url: 'https://x.test' }, 400],
    ['/api/admin/tool-sources/openapi/preview', { document: '[1' }, 400],
  ];
  for (const [path, data, status] of bad)
    expect(`${JSON.stringify(data).slice(0, 80)} ${(await admin.request.post(path, { data })).status()}`).toBe(
      `${JSON.stringify(data).slice(0, 80)} ${status}`,
    );
});
