import 'server-only';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import { wordsIn, type Builtin } from '@/lib/tools/internal/builtin/builtin';

export interface FoundConversation {
  readonly conversationId: string;
  readonly title: string;
  /** Plain text around the match. */
  readonly snippet: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Searches one person's own conversations, best match first; never those of others, whatever the query contains. */
export type ConversationSearch = (
  personId: string,
  query: string,
  limit: number,
) => Promise<readonly FoundConversation[]>;

declare global {
  var yikaConversationSearch: ConversationSearch | undefined;
}

const inputSchema = z.object({ query: z.string(), limit: z.number().int().default(5) });

export const conversationSearch: Builtin = {
  name: 'search_my_conversations',
  title: '搜索我的对话',
  description: '在提问者本人以往的对话里搜索关键词，返回标题、片段和时间。查不到别人的对话。',
  inputSchema: {
    type: 'object',
    properties: {
      query: { type: 'string', title: '关键词', minLength: 1, maxLength: 200, description: '用空格分隔' },
      limit: { type: 'integer', title: '最多返回几条', minimum: 1, maximum: 10, description: '默认 5' },
    },
    required: ['query'],
    additionalProperties: false,
  },
  run: async (input, context) => {
    const { query, limit } = inputSchema.parse(input);
    const search = globalThis.yikaConversationSearch;
    if (search === undefined)
      throw new AppError({
        kind: 'unavailable',
        code: 'conversation-search-away',
        detail: 'this process has no conversation search',
      });
    const word = wordsIn(context);
    const found = await search(context.personId, query, limit);
    return {
      [word('找到', 'found')]: found.length,
      [word('对话', 'conversations')]: found.map((one) => ({
        [word('标题', 'title')]: one.title,
        [word('片段', 'snippet')]: one.snippet,
        [word('时间', 'at')]: one.at,
        id: one.conversationId,
      })),
    };
  },
};
