import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { triedToolSchema, tryToolSchema } from '@/lib/tools/catalogue-contracts';
import { tryTool } from '@/lib/tools/try-tool';
import { requireExactArguments } from '@/lib/tools/require-exact-arguments';

export const POST = defineRoute({
  auth: 'admin',
  summary: 'Call a tool once, really, also before it is enabled',
  params: z.object({ toolId: z.uuid() }),
  body: tryToolSchema,
  bodySize: 'form',
  checkBody: requireExactArguments,
  response: triedToolSchema,
  rateClass: 'tool-try',
  handler: ({ principal, params, body, request }) => tryTool(principal, params.toolId, body.arguments, request.signal),
});
