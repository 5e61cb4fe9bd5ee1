import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { adminToolSchema, updateToolSchema } from '@/lib/tools/catalogue-contracts';
import { deleteTool } from '@/lib/tools/delete-tool';
import { getAdminTool } from '@/lib/tools/get-admin-tool';
import { updateTool } from '@/lib/tools/update-tool';
import { refuseOutdated } from '@/lib/tool-calls/tool-changes';

const params = z.object({ toolId: z.uuid() });

export const GET = defineRoute({
  auth: 'admin',
  summary: 'A tool with all its settings, and what changed when it is quarantined',
  params,
  response: adminToolSchema,
  handler: ({ principal, params: { toolId } }) => getAdminTool(principal, toolId),
});

export const PATCH = defineRoute({
  auth: 'admin',
  summary: 'Change a tool',
  params,
  body: updateToolSchema,
  bodySize: 'document',
  response: adminToolSchema,
  handler: ({ principal, params: { toolId }, body }) => updateTool(principal, toolId, body, refuseOutdated),
});

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'Take a tool away with its grants; its calls stay readable',
  params,
  response: 'empty',
  handler: ({ principal, params: { toolId } }) => deleteTool(principal, toolId, refuseOutdated),
});
