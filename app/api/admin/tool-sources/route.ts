import { defineRoute } from '@/lib/http/define-route';
import { createMcpSourceSchema, toolSourceSchema, toolSourcesSchema } from '@/lib/tools/catalogue-contracts';
import { createMcpSource } from '@/lib/tools/create-mcp-source';
import { listToolSources } from '@/lib/tools/list-tool-sources';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'Where tools come from: OpenAPI documents and MCP servers',
  response: toolSourcesSchema,
  handler: ({ principal }) => listToolSources(principal),
});

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Add an MCP server; it is not asked yet',
  body: createMcpSourceSchema,
  bodySize: 'form',
  response: toolSourceSchema,
  status: 201,
  handler: ({ principal, body }) => createMcpSource(principal, body),
});
