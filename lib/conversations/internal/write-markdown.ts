import 'server-only';
import type { ConversationDto, MessageDto } from '@/lib/conversations/contracts';
import type { ExportLabels } from '@/lib/conversations/export-labels';
import { visibleText } from '@/lib/conversations/internal/storable-text';

/** The shown branch as a Markdown document: what was asked and answered, without reasoning and without other versions. */
export function writeMarkdown(conversation: ConversationDto, labels: ExportLabels): string {
  const sections = shownBranch(conversation).map((message) => {
    const heading = message.role === 'user' ? labels.question : labels.answer;
    const source = message.origin === null ? [] : [message.origin.isDemo ? `${message.origin.model} (${labels.demo})` : message.origin.model];
    const details = [...source, labels.formatDate(message.createdAt)].map(escapeMarkdown).join(' · ');
    const text = visibleText(message.parts).trim();
    return `## ${heading}\n\n*${details}*\n\n${text === '' ? `*${labels.empty}*` : closeFence(text)}\n`;
  });
  return [`# ${escapeMarkdown(conversation.title)}\n`, ...sections].join('\n');
}

/** From the root to the shown leaf; to the newest message where the leaf is not in the tree. */
export function shownBranch({ messages, leafMessageId }: Pick<ConversationDto, 'messages' | 'leafMessageId'>): MessageDto[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const branch: MessageDto[] = [];
  let message = byId.get(leafMessageId ?? '') ?? messages.at(-1);
  while (message !== undefined) {
    branch.unshift(message);
    message = message.parentId === null ? undefined : byId.get(message.parentId);
  }
  return branch;
}

/** Text that Markdown shows as it is, on one line: a title can hold anything. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\\`*_{}[\]<>()#+!|~&]/gu, '\\$&');
}

/** A text that ends inside a code block would swallow everything after it. */
function closeFence(text: string): string {
  let open: string | null = null;
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/u.exec(line);
    if (fence === null) continue;
    const [, marks = '', info = ''] = fence;
    if (open === null) open = marks;
    else if (marks.startsWith(open) && info.trim() === '') open = null;
  }
  return open === null ? text : `${text}\n${open}`;
}
