'use client';
import { Archive, MessagesSquare } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { ConversationList } from '@/components/shell/conversations/conversation-list';
import { ListSkeleton } from '@/components/shell/conversations/list-skeleton';
import { useConversationList } from '@/components/chat/list/use-conversation-list';
import { useCurrentConversationId } from '@/components/shell/use-current-conversation';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/lib/error-state';
import type { ConversationPage } from '@/lib/conversations/contracts';

export interface ConversationsPanelProps {
  readonly archived: boolean;
  readonly initialPage?: ConversationPage | undefined;
  readonly onOpen: () => void;
}

/** The list in each of its states. */
export function ConversationsPanel({ archived, initialPage, onOpen }: ConversationsPanelProps) {
  const t = useTranslations('shell.list');
  const currentId = useCurrentConversationId();
  const { list, items } = useConversationList({ archived, initialPage, currentId });
  const { fetchNextPage, isFetchingNextPage, hasNextPage } = list;
  const onMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);

  if (list.isPending) return <ListSkeleton label={t('loading')} />;
  if (list.isError && items.length === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} className="flex-1" />;
  if (items.length === 0) {
    return (
      <EmptyState
        icon={archived ? <Archive aria-hidden /> : <MessagesSquare aria-hidden />}
        title={t(archived ? 'emptyArchived' : 'empty')}
        className="flex-1"
      >
        {t(archived ? 'emptyArchivedHint' : 'emptyHint')}
      </EmptyState>
    );
  }
  return (
    <ConversationList
      conversations={items}
      currentId={currentId}
      hasMore={hasNextPage}
      onMore={onMore}
      onOpen={onOpen}
    />
  );
}
