import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { listedSourceSchema } from '@/lib/tools/catalogue-contracts';
import { listSourceTools } from '@/lib/tools/list-source-tools';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Ask an MCP server for its tools now; quarantines accepted ones that changed',
  params: z.object({ sourceId: z.uuid() }),
  response: listedSourceSchema,
  rateClass: 'tool-source',
  handler: ({ principal, params, request }) => listSourceTools(principal, params.sourceId, new Date(), request.signal),
});
