'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorText } from '@/components/lib/use-error-text';
import {
  changeConversation,
  deleteConversation,
  downloadConversation,
  restoreConversation,
  type ConversationChange,
} from '@/components/chat/list/conversation-api';
import { patchItem, putItem, removeItem, type ConversationPages } from '@/components/chat/list/conversation-pages';
import { listKey, useRefreshConversations } from '@/components/chat/list/use-conversation-list';
import { showToast } from '@/components/ui/toast';
import type { ConversationSummary } from '@/lib/conversations/contracts';

export interface ConversationActions {
  readonly rename: (conversation: ConversationSummary, title: string) => void;
  readonly setPinned: (conversation: ConversationSummary, pinned: boolean) => void;
  readonly setArchived: (conversation: ConversationSummary, archived: boolean) => void;
  readonly remove: (conversation: ConversationSummary) => void;
  readonly download: (conversation: ConversationSummary, format: 'markdown' | 'json') => void;
}

/**
 * What can be done with a conversation: shown at once, taken back with a word when the server refuses, undoable where
 * it takes something away.
 */
export function useConversationActions(): ConversationActions {
  const client = useQueryClient();
  const router = useRouter();
  const t = useTranslations('shell.list');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const refresh = useRefreshConversations();

  return useMemo(() => {
    const change = (archived: boolean, update: (pages: ConversationPages) => ConversationPages) => {
      client.setQueryData<ConversationPages>(listKey(archived), (pages) =>
        pages === undefined ? undefined : update(pages),
      );
    };
    /** `apply` shows it, `revert` takes it back; the head is asked again when it is settled, whatever came of it. */
    const perform = async (apply: () => void, revert: () => void, send: () => Promise<void>): Promise<boolean> => {
      // A head under way was asked before the change and would undo it on the screen.
      await client.cancelQueries({ queryKey: ['conversation-head'] });
      apply();
      try {
        await send();
        return true;
      } catch (error) {
        revert();
        showToast({ text: errorText(error), tone: 'danger' });
        return false;
      } finally {
        void refresh();
      }
    };
    const patch = (item: ConversationSummary, fields: ConversationChange) =>
      perform(
        () => change(item.archived, (pages) => patchItem(pages, item.id, fields)),
        () => change(item.archived, (pages) => patchItem(pages, item.id, item)),
        async () => {
          await changeConversation(item.id, fields);
        },
      );
    const leave = (item: ConversationSummary) => {
      if (window.location.pathname === `/c/${item.id}`) router.push('/');
    };
    const take = (item: ConversationSummary) => change(item.archived, (pages) => removeItem(pages, item.id));
    const put = (item: ConversationSummary) => change(item.archived, (pages) => putItem(pages, item));

    const restore = (item: ConversationSummary) =>
      perform(
        () => put(item),
        () => take(item),
        () => restoreConversation(item.id),
      );
    const move = (item: ConversationSummary, archived: boolean) => {
      const moved = { ...item, archived, pinned: archived ? false : item.pinned };
      const apply = () => {
        take(item);
        put(moved);
      };
      const revert = () => {
        take(moved);
        put(item);
      };
      return perform(apply, revert, async () => {
        await changeConversation(item.id, { archived });
      });
    };

    return {
      rename: (item, title) => void patch(item, { title }),
      setPinned: (item, pinned) => void patch(item, { pinned }),
      setArchived: (item, archived) => {
        void move(item, archived).then((done) => {
          if (!done) return;
          const back = { ...item, archived, pinned: archived ? false : item.pinned };
          showToast({
            key: item.id,
            text: t(archived ? 'archived' : 'unarchived', { title: item.title }),
            action: { label: common('undo'), onSelect: () => void move(back, !archived) },
          });
        });
      },
      remove: (item) => {
        void perform(
          () => take(item),
          () => put(item),
          () => deleteConversation(item.id),
        ).then((done) => {
          if (!done) return;
          leave(item);
          showToast({
            key: item.id,
            text: t('deleted', { title: item.title }),
            action: { label: common('undo'), onSelect: () => void restore(item) },
          });
        });
      },
      download: (item, format) => {
        downloadConversation(item.id, format).catch((error: unknown) =>
          showToast({ text: errorText(error), tone: 'danger' }),
        );
      },
    };
  }, [client, router, t, common, errorText, refresh]);
}
