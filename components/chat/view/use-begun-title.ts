'use client';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl/react';
import { useListedTitle } from '@/components/chat/list/use-conversation-list';
import { setTabTitle } from '@/components/lib/tab-title';

/**
 * The tab of a conversation that began on this page gets its title when the list has it. All others have theirs from
 * the server: to set it while a conversation loads moves a linked message where the browser does not anchor scrolling.
 */
export function useBegunTitle(conversationId: string, shownId: string | null): void {
  const common = useTranslations('common');
  const title = useListedTitle(conversationId);
  const shown = title === '' || shownId !== conversationId ? null : `${title} · ${common('product')}`;
  useEffect(() => {
    setTabTitle('page', shown);
    return () => setTabTitle('page', null);
  }, [shown]);
}
