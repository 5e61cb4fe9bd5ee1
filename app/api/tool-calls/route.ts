import { readRequestClient } from '@/lib/auth/request-client';
import { defineRoute } from '@/lib/http/define-route';
import { callTool } from '@/lib/tool-calls/call-tool';
import { callToolSchema, listCallsSchema, toolCallPageSchema, toolCallSchema } from '@/lib/tool-calls/contracts';
import { listCalls } from '@/lib/tool-calls/list-calls';
import { requireExactArguments } from '@/lib/tools/require-exact-arguments';

export const GET = defineRoute({
  auth: 'person',
  summary: 'My manual calls outside conversations, newest first',
  query: listCallsSchema,
  response: toolCallPageSchema,
  handler: ({ principal, query }) => listCalls(principal, null, query),
});

export const POST = defineRoute({
  auth: 'person',
  rateClass: 'tool-call',
  summary: 'Call a tool manually; a repetition with the same id finds the same call',
  body: callToolSchema,
  bodySize: 'form',
  checkBody: requireExactArguments,
  response: toolCallSchema,
  handler: ({ principal, body, request }) => callTool(principal, body, readRequestClient(request.headers)),
});
