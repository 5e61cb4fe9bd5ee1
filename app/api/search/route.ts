import { searchQuerySchema, searchResultSchema } from '@/lib/conversations/contracts';
import { searchConversations } from '@/lib/conversations/search-conversations';
import { defineRoute } from '@/lib/http/define-route';

export const GET = defineRoute({
  auth: 'person',
  summary: 'Search the titles and messages of my conversations',
  query: searchQuerySchema,
  response: searchResultSchema,
  handler: async ({ principal, query }) => ({
    hits: await searchConversations(principal.personId, query.q, new Date()),
  }),
});
