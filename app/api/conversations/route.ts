import { conversationPageSchema, listConversationsSchema } from '@/lib/conversations/contracts';
import { listConversations } from '@/lib/conversations/list-conversations';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'My conversations: pinned ones first, then the last active',
  query: listConversationsSchema,
  response: conversationPageSchema,
  handler: ({ principal, query }) => listConversations(principal.personId, query),
});
