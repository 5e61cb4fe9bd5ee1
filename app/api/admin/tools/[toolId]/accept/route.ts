import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { acceptHeldTool } from '@/lib/tools/accept-held-tool';
import { acceptToolSchema, adminToolSchema } from '@/lib/tools/catalogue-contracts';
import { refuseOutdated } from '@/lib/tool-calls/tool-changes';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Accept what a held tool has become, exactly as it was looked at',
  params: z.object({ toolId: z.uuid() }),
  body: acceptToolSchema,
  response: adminToolSchema,
  handler: ({ principal, params, body }) => acceptHeldTool(principal, params.toolId, body.proposalHash, refuseOutdated),
});
