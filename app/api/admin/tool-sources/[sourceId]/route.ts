import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { toolSourceDetailSchema, toolSourceSchema, updateToolSourceSchema } from '@/lib/tools/catalogue-contracts';
import { deleteToolSource } from '@/lib/tools/delete-tool-source';
import { getToolSource } from '@/lib/tools/get-tool-source';
import { updateToolSource } from '@/lib/tools/update-tool-source';
import { refuseOutdated } from '@/lib/tool-calls/tool-changes';

const params = z.object({ sourceId: z.uuid() });

export const GET = defineRoute({
  auth: 'admin',
  summary: 'A source and the tools that were taken of it',
  params,
  response: toolSourceDetailSchema,
  handler: ({ principal, params: { sourceId } }) => getToolSource(principal, sourceId),
});

export const PATCH = defineRoute({
  auth: 'admin',
  summary: 'Rename a source, or change the connection of an MCP server',
  params,
  body: updateToolSourceSchema,
  bodySize: 'form',
  response: toolSourceSchema,
  handler: ({ principal, params: { sourceId }, body }) => updateToolSource(principal, sourceId, body, refuseOutdated),
});

export const DELETE = defineRoute({
  auth: 'admin',
  summary: 'Take a source away with every tool that came from it',
  params,
  response: 'empty',
  handler: ({ principal, params: { sourceId } }) => deleteToolSource(principal, sourceId, refuseOutdated),
});
