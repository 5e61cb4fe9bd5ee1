import 'server-only';
import type { ConversationSearch } from '@/lib/tools/internal/builtin/conversation-search';

export type { ConversationSearch, FoundConversation } from '@/lib/tools/internal/builtin/conversation-search';

/**
 * Gives the built-in tool `search_my_conversations` its search. lib/tools and lib/conversations are of one rank, so
 * whoever composes both (lib/runs) calls this once a process, before the first tool is called.
 */
export function provideConversationSearch(search: ConversationSearch): void {
  globalThis.yikaConversationSearch = search;
}
