import { defineRoute } from '@/lib/http/define-route';
import { adminToolSchema, adminToolsSchema, createToolSchema } from '@/lib/tools/catalogue-contracts';
import { createTool } from '@/lib/tools/create-tool';
import { listAdminTools } from '@/lib/tools/list-admin-tools';

export const GET = defineRoute({
  auth: 'admin',
  summary: 'Every tool by name, also disabled and quarantined ones',
  response: adminToolsSchema,
  handler: ({ principal }) => listAdminTools(principal),
});

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Describe an HTTP tool; it is made disabled and granted to nobody',
  body: createToolSchema,
  bodySize: 'document',
  response: adminToolSchema,
  status: 201,
  handler: ({ principal, body }) => createTool(principal, body),
});
