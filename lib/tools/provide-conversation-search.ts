import 'server-only';
import type { ConversationSearch } from '@/lib/tools/internal/builtin/conversation-search';

export type { ConversationSearch, FoundConversation } from '@/lib/tools/internal/builtin/conversation-search';

/**
 * Sets the search function of the built-in tool `search_my_conversations`. lib/tools and lib/conversations have the
 * same rank, so lib/runs calls this once per process, before the first call.
 */
export function provideConversationSearch(search: ConversationSearch): void {
  globalThis.yikaConversationSearch = search;
}
