import { conversationParamsSchema, conversationSummarySchema } from '@/lib/conversations/contracts';
import { restoreConversation } from '@/lib/conversations/restore-conversation';
import { defineRoute } from '@/lib/http/define-route';

export const POST = defineRoute({
  auth: 'person',
  summary: 'Bring back a deleted conversation',
  params: conversationParamsSchema,
  response: conversationSummarySchema,
  handler: ({ principal, params }) => restoreConversation(principal.personId, params.conversationId),
});
