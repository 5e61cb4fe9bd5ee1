import type { APIRequestContext } from '@playwright/test';
import { adminToolSchema, adminToolsSchema, type AdminTool } from '@/lib/tools/catalogue-contracts';

/** A tool as an admin sees it, by its name. */
export async function readTool(admin: APIRequestContext, name: string): Promise<AdminTool> {
  const { tools } = adminToolsSchema.parse(await (await admin.get('/api/admin/tools')).json());
  const found = tools.find((tool) => tool.name === name);
  if (found === undefined) throw new Error(`There is no tool ${name}.`);
  return adminToolSchema.parse(await (await admin.get(`/api/admin/tools/${found.id}`)).json());
}

/** Where the sample order system is: what a fresh install's own tool asks. */
export async function sampleOrdersBase(admin: APIRequestContext): Promise<string> {
  const { definition } = await readTool(admin, 'get_order');
  if (definition.kind !== 'http') throw new Error('The sample tool is no HTTP tool.');
  return new URL(definition.url.replaceAll(/\{\{.*?\}\}/g, 'x')).origin;
}

/** A name for a tool that no other test has. */
export function newToolName(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().slice(0, 8)}`;
}

/** An HTTP tool that only looks up, made over HTTP: disabled and granted to nobody. */
export async function makeTool(admin: APIRequestContext, given: object = {}): Promise<AdminTool> {
  const answer = await admin.post('/api/admin/tools', {
    data: {
      name: newToolName('made'),
      title: '查物流',
      description: '按单号查物流。',
      effect: 'read',
      hosts: ['api.test'],
      inputSchema: {
        type: 'object',
        properties: { no: { type: 'string' } },
        required: ['no'],
        additionalProperties: false,
      },
      definition: { kind: 'http', method: 'GET', url: 'https://api.test/x/{{no}}' },
      ...given,
    },
  });
  return adminToolSchema.parse(await answer.json());
}
