import { readRequestClient } from '@/lib/auth/request-client';
import { defineRoute } from '@/lib/http/define-route';
import { callTool } from '@/lib/tools/call-tool';
import { callToolSchema, toolCallSchema } from '@/lib/tools/contracts';

export const POST = defineRoute({
  auth: 'person',
  rateLimit: { perSecond: 2, burst: 20 },
  summary: 'Call a tool by hand; repeating it with the same id finds the same call',
  body: callToolSchema,
  response: toolCallSchema,
  handler: ({ principal, body, request }) => callTool(principal, body, readRequestClient(request.headers)),
});
