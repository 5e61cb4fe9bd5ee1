import type { ChatMessage } from '@/lib/demo-engine/internal/protocol/chat-request';
import { detectLanguage } from '@/lib/demo-engine/internal/answers/detect-language';
import { searchText } from '@/lib/demo-engine/internal/answers/fill-slots';

const ASKS_TITLE =
  /(生成|起|拟|写|取|概括|总结)[^。\n]{0,30}标题|标题[^。\n]{0,12}(生成|概括|不超过)|(generate|write|create|give|produce|make|suggest)[^.\n]{0,60}\btitle\b|\btitle (for|of) (this|the) (conversation|chat)/i;
const LONGEST_INSTRUCTION = 2_000;
const LONGEST_CHINESE = 16;
const MOST_WORDS = 7;

/** Whether the request wants a title: its system prompt, or a short last message, says so. */
export function asksForTitle(messages: readonly ChatMessage[]): boolean {
  const system = messages.find((message) => message.role === 'system')?.content ?? '';
  if (system.length <= LONGEST_INSTRUCTION && ASKS_TITLE.test(system)) return true;
  const last = messages.findLast((message) => message.role === 'user')?.content ?? '';
  return /^\s*(请)?(为|给)(这|本|以上|以下)[^。\n]{0,12}(对话|会话|聊天)[^。\n]{0,20}标题/.test(last);
}

/** A short title from the first thing the person said. */
export function extractTitle(messages: readonly ChatMessage[]): string {
  const users = messages.filter((message) => message.role === 'user').map((message) => message.content);
  const said = (users.find((text) => !ASKS_TITLE.test(text)) ?? users[0] ?? '').replace(
    /^\s*(?:用户|问题|User|Question)\s*[:：]\s*/i,
    '',
  );
  const line = searchText(
    said
      .replace(/\[\[demo[^\]]*\]\]/g, '')
      .trim()
      .split('\n')[0] ?? '',
  );
  const clause = (line.split(/[，。？！；,;?!]/)[0] ?? line).trim() || line;
  if (detectLanguage(clause) === 'zh') return clause.slice(0, LONGEST_CHINESE) || '新对话';
  return clause.split(/\s+/).slice(0, MOST_WORDS).join(' ') || 'New conversation';
}
