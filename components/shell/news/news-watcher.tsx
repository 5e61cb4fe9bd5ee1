'use client';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useApprovalCount } from '@/components/approvals/use-approval-count';
import { showNotification } from '@/components/lib/notifications';
import { usePageVisible } from '@/components/lib/use-page-visible';
import { useConversationList, useMarkRead } from '@/components/chat/list/use-conversation-list';
import { freshNews, newsKey, type NewsItem } from '@/components/shell/news/fresh-news';
import { useTabBadge } from '@/components/shell/news/use-tab-badge';
import { useCurrentConversationId } from '@/components/shell/use-current-conversation';
import type { ConversationPage, ConversationSummary } from '@/lib/conversations/contracts';

/** What was known when the page was last in sight; null while it is. */
interface Baseline {
  readonly seen: ReadonlySet<string>;
  readonly approvals: number;
}

function useDescribeNews(): (item: NewsItem) => string {
  const t = useTranslations('shell.news');
  return useCallback(
    ({ title, news: { kind, tool } }) =>
      tool === null ? t(kind === 'failed' ? 'failed' : 'answered', { title }) : t(`tool.${kind}`, { tool }),
    [t],
  );
}

/** Marks the news of the open conversation as read while the page is in sight. */
function useReadOpenConversation(conversation: ConversationSummary | undefined, isVisible: boolean): void {
  const markRead = useMarkRead();
  const conversationId = conversation?.id;
  const newsAt = conversation?.news?.at;
  useEffect(() => {
    if (isVisible && conversationId !== undefined && newsAt !== undefined) markRead(conversationId);
  }, [markRead, conversationId, newsAt, isVisible]);
}

/**
 * Says in the tab's title and icon, and by a notification where the person chose them, what happened while the page was
 * out of sight.
 */
export function NewsWatcher({ initialPage }: { readonly initialPage: ConversationPage }) {
  const t = useTranslations('shell.news');
  const router = useRouter();
  const describe = useDescribeNews();
  const currentId = useCurrentConversationId();
  const isVisible = usePageVisible();
  const { items } = useConversationList({ archived: false, initialPage, currentId });
  const approvals = useApprovalCount(false) ?? 0;
  useReadOpenConversation(
    items.find(({ id }) => id === currentId),
    isVisible,
  );

  const [baseline, setBaseline] = useState<Baseline | null>(null);
  if (isVisible && baseline !== null) setBaseline(null);
  if (!isVisible && baseline === null)
    setBaseline({ seen: new Set(freshNews(items, new Set()).map(newsKey)), approvals });

  const fresh = useMemo(() => (baseline === null ? [] : freshNews(items, baseline.seen)), [items, baseline]);
  const newApprovals = baseline === null ? 0 : Math.max(0, approvals - baseline.approvals);
  const latest = fresh[0];
  const text =
    newApprovals > 0 ? t('approvals', { count: newApprovals }) : latest === undefined ? null : describe(latest);
  useTabBadge(text === null ? null : t('tab', { count: fresh.length + newApprovals, text }));

  const latestKey = latest === undefined ? null : newsKey(latest);
  useEffect(() => {
    if (latest === undefined || latestKey === null) return;
    showNotification({
      title: describe(latest),
      body: latest.title,
      tag: latestKey,
      onClick: () => router.push(`/c/${latest.conversationId}`),
    });
    // One notification for each piece of news; a new object for the same news is not a new one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [latestKey]);
  useEffect(() => {
    if (newApprovals > 0)
      showNotification({
        title: t('approvals', { count: newApprovals }),
        tag: 'yika-approvals',
        onClick: () => router.push('/approvals'),
      });
  }, [newApprovals, router, t]);
  return null;
}
