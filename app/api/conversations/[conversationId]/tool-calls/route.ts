import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { toolCallsSchema } from '@/lib/tools/contracts';
import { listConversationCalls } from '@/lib/tools/list-conversation-calls';

export const GET = defineRoute({
  auth: 'person',
  summary: 'The calls of tools in my conversation, newest last',
  params: z.object({ conversationId: z.uuid() }),
  response: toolCallsSchema,
  handler: async ({ principal, params }) => ({ calls: await listConversationCalls(principal, params.conversationId) }),
});
