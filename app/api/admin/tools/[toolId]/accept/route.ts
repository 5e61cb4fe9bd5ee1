import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { acceptQuarantinedTool } from '@/lib/tools/accept-quarantined-tool';
import { acceptToolSchema, adminToolSchema } from '@/lib/tools/catalogue-contracts';
import { refuseOutdated } from '@/lib/tool-calls/tool-changes';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Accept the reviewed change of a quarantined tool',
  params: z.object({ toolId: z.uuid() }),
  body: acceptToolSchema,
  response: adminToolSchema,
  handler: ({ principal, params, body }) =>
    acceptQuarantinedTool(principal, params.toolId, body.proposalHash, refuseOutdated),
});
