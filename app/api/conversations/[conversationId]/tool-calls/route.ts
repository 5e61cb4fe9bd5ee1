import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { listConversationCallsSchema, toolCallPageSchema } from '@/lib/tool-calls/contracts';
import { listAnswerCalls, listCalls } from '@/lib/tool-calls/list-calls';

export const GET = defineRoute({
  auth: 'person',
  summary:
    'The calls of tools in my conversation, newest first; of one answer, or those that wait for a decision, in the order they were made',
  params: z.object({ conversationId: z.uuid() }),
  query: listConversationCallsSchema,
  response: toolCallPageSchema,
  handler: ({ principal, params: { conversationId }, query: { messageId, waiting, cursor } }) => {
    if (waiting !== undefined) return listAnswerCalls(principal, conversationId, { waiting: true });
    return messageId === undefined
      ? listCalls(principal, conversationId, { cursor })
      : listAnswerCalls(principal, conversationId, { messageId });
  },
});
