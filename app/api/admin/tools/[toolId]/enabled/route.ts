import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { adminToolSchema, enableToolSchema } from '@/lib/tools/catalogue-contracts';
import { setToolEnabled } from '@/lib/tools/set-tool-enabled';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Let a tool be called by whom it is granted to, or by nobody',
  params: z.object({ toolId: z.uuid() }),
  body: enableToolSchema,
  response: adminToolSchema,
  handler: ({ principal, params, body }) => setToolEnabled(principal, params.toolId, body.enabled),
});
