import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { chooseRemoteToolsSchema, importedToolsSchema } from '@/lib/tools/catalogue-contracts';
import { chooseRemoteTools } from '@/lib/tools/choose-remote-tools';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Take tools of an MCP server, exactly as they were looked at; made disabled',
  params: z.object({ sourceId: z.uuid() }),
  body: chooseRemoteToolsSchema,
  bodySize: 'form',
  response: importedToolsSchema,
  status: 201,
  rateClass: 'tool-source',
  handler: ({ principal, params, body, request }) =>
    chooseRemoteTools(principal, params.sourceId, body, new Date(), request.signal),
});
