import { calendarDay } from '@/components/lib/calendar-day';
import type { ConversationSummary } from '@/lib/conversations/contracts';

export type GroupName = 'pinned' | 'today' | 'yesterday' | 'week' | 'month' | 'older';

export type ListRow =
  | { readonly kind: 'heading'; readonly key: string; readonly group: GroupName }
  | { readonly kind: 'conversation'; readonly key: string; readonly conversation: ConversationSummary };

function groupOf(conversation: ConversationSummary, today: number, timeZone: string | undefined): GroupName {
  if (conversation.pinned) return 'pinned';
  const age = today - calendarDay(new Date(conversation.activeAt), timeZone);
  if (age <= 0) return 'today';
  if (age === 1) return 'yesterday';
  if (age <= 7) return 'week';
  return age <= 30 ? 'month' : 'older';
}

/**
 * The rows of the list: each group's heading, then its conversations, in the order given (pinned first, newest first).
 */
export function groupConversations(
  conversations: readonly ConversationSummary[],
  now: Date,
  timeZone: string | undefined,
): ListRow[] {
  const today = calendarDay(now, timeZone);
  const rows: ListRow[] = [];
  let last: GroupName | null = null;
  for (const conversation of conversations) {
    const group = groupOf(conversation, today, timeZone);
    if (group !== last) rows.push({ kind: 'heading', key: `heading-${group}`, group });
    last = group;
    rows.push({ kind: 'conversation', key: conversation.id, conversation });
  }
  return rows;
}
